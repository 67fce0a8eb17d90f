/** The API's own word for a request that is not carried out: an error of errors.json, its message and further members. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly members: Readonly<Record<string, string>>;

  constructor(code: string, message: string, members: Readonly<Record<string, string>> = {}) {
    // It is an answer, not a fault: nobody needs to know where it was thrown, and finding out costs more than the answer.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.members = members;
  }
}
