/**
 * Bytes of a payload in a form that is serializable and small, whatever their number:
 * - `json`: a value, serialized without spaces. Its strings and member names may hold placeholders.
 * - `text`: UTF-8, which may hold placeholders.
 * - `base64`: raw bytes, without placeholders.
 * - `repeat`: a piece, repeated `times` times.
 * - `concat`: pieces in order.
 */
export type Bytes =
  | { readonly json: unknown }
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly repeat: Bytes; readonly times: number }
  | { readonly concat: readonly Bytes[] };
