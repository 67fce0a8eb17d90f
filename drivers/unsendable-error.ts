/**
 * A case that no driver can perform: a value that its place on the wire cannot carry, or a collector that does not exist. The author of the
 * case is to blame, never the subject. It is reported as an error of the harness.
 */
export class UnsendableError extends Error {
  override readonly name = "UnsendableError";
}
