/** The API's own word for a request that is not carried out: an error of errors.json, its message and further members. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: string;
  readonly members: Readonly<Record<string, string>>;

  constructor(code: string, message: string, members: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.members = members;
  }
}
