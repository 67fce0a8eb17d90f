/** Something that the person who runs the command can mend: told in one line, exit status 2, no stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
}
