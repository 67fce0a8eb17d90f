import { UserError } from "../../specs/user-error.ts";

/** This machine lacks something that a client needs. A run of several clients skips it. The message ends with the line that installs it. */
export class MissingToolchain extends UserError {}
