import { UserError } from "../../specs/user-error.ts";

/** What a client takes is not on this machine: among several clients it is skipped. The message ends with what installs it. */
export class MissingToolchain extends UserError {}
