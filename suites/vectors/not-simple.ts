/** An expectation cannot be written as checks. The message names the part. */
export class NotSimple extends Error {
  override readonly name = "NotSimple";
}
