/**
 * A case asks for what no driver can do: a value that its place on the wire cannot carry, a collector that is not there. The
 * fault of whoever made the case, never of the subject: it is shown as an error of the harness.
 */
export class UnsendableError extends Error {
  override readonly name = "UnsendableError";
}
