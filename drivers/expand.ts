import type { Bytes } from "../generators/bytes.ts";
import { fill, type Placeholders } from "./placeholders.ts";
import { UnsendableError } from "./unsendable-error.ts";

/**
 * The bytes of a payload. Each text is encoded once, and copied once to its place.
 * @throws UnsendableError for a text without a UTF-8 form (half a surrogate pair), and for a value without a JSON form
 */
export function expand(bytes: Bytes, values: Placeholders): Uint8Array {
  return join(piecesOf(bytes, values));
}

/** A piece that is repeated this many times. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly times: number;
}

function piecesOf(bytes: Bytes, values: Placeholders): Piece[] {
  if ("concat" in bytes) return bytes.concat.flatMap((part) => piecesOf(part, values));
  if ("repeat" in bytes) {
    const [first, ...rest] = piecesOf(bytes.repeat, values);
    if (!first) return [];
    if (rest.length === 0) return [{ bytes: first.bytes, times: first.times * bytes.times }];
    return [{ bytes: join([first, ...rest]), times: bytes.times }];
  }
  return [{ bytes: plain(bytes, values), times: 1 }];
}

function plain(
  bytes: Exclude<Bytes, { readonly concat: unknown } | { readonly repeat: unknown }>,
  values: Placeholders,
): Uint8Array {
  if ("base64" in bytes) return Buffer.from(bytes.base64, "base64");
  if ("text" in bytes) {
    const text = fill(bytes.text, values);
    if (!text.isWellFormed()) throw new UnsendableError("a payload text holds half a surrogate pair");
    return Buffer.from(text);
  }
  // In JSON, a brace before a letter is always inside a string, so tokens can be found in the serialized text.
  const json: string | undefined = JSON.stringify(bytes.json);
  if (json === undefined) throw new UnsendableError("a payload has no JSON form");
  return Buffer.from(fill(json, values, (value) => JSON.stringify(value).slice(1, -1)));
}

function join(pieces: readonly Piece[]): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only?.times === 1) return only.bytes;
  const whole = Buffer.allocUnsafe(pieces.reduce((sum, { bytes, times }) => sum + bytes.length * times, 0));
  let at = 0;
  for (const { bytes, times } of pieces) {
    const end = at + bytes.length * times;
    if (end > at) whole.fill(bytes, at, end);
    at = end;
  }
  return whole;
}
