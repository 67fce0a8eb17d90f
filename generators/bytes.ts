/**
 * Bytes of a payload, serializable and small whatever their size:
 * - `json`: a value, serialized compactly; strings and member names in it may hold placeholders;
 * - `text`: UTF-8; may hold placeholders;
 * - `base64`: raw bytes, no placeholders;
 * - `repeat`: the piece `times` over; `concat`: pieces in order.
 */
export type Bytes =
  | { readonly json: unknown }
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly repeat: Bytes; readonly times: number }
  | { readonly concat: readonly Bytes[] };
