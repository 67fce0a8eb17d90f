/** A request that the API refuses: an error of errors.json, with its message and further members. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly members: Readonly<Record<string, string>>;

  constructor(code: string, message: string, members: Readonly<Record<string, string>> = {}) {
    // No stack trace: a refusal is a response, and the trace would cost more than the response.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.members = members;
  }
}
