import { createHash } from "node:crypto";
import { scanJson } from "../../specs/scan-json.ts";
import { lazily } from "./lazily.ts";
import { parseJson } from "./parse-json.ts";

/** Bytes as text (absent if not UTF-8), as JSON (absent if not JSON, or not read) and as a digest. */
export interface TextView {
  readonly bytes: number;
  readonly text: string | undefined;
  readonly json: unknown;
  readonly sha256: string;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The view of bytes. Each of its members is made when it is first read. */
export const textView: (bytes: Uint8Array) => TextView = lazily<Uint8Array, TextView>({
  bytes: (bytes) => bytes.length,
  text: (bytes) => {
    try {
      return utf8.decode(bytes);
    } catch {
      return undefined;
    }
  },
  json: (bytes, { text }) => (text === undefined || !isReadable(bytes) ? undefined : parsed(text)),
  sha256: (bytes) => createHash("sha256").update(bytes).digest("hex"),
});

/** Deepest nesting to read. Nothing that is sent or compared is deeper, and recursive code can still handle it. */
const MOST_DEPTH = 500;
/** Most bytes of memory that a parsed value may take. The largest result takes less. */
const MOST_WEIGHT = 64_000_000;
/** A text of at most this many bytes can be neither too deep nor too large. */
const SHORT = 500;

/** Whether text of a subject is safe to read as JSON. Very deep nesting or very many values would crash the run. */
function isReadable(bytes: Uint8Array): boolean {
  if (bytes.length <= SHORT) return true;
  const { fault, depth, weight } = scanJson(bytes);
  return fault === undefined && depth <= MOST_DEPTH && weight <= MOST_WEIGHT;
}

function parsed(text: string): unknown {
  // An empty text is not JSON, and this check is cheaper than the parser's error.
  if (text === "") return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
