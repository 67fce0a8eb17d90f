/** An expectation has no form as checks; the message names what has none. */
export class NotSimple extends Error {
  override readonly name = "NotSimple";
}
