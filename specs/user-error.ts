/**
 * A problem that the user of the command can fix. The command prints the message as one line, without a stack trace, and exits with status
 * 2.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
