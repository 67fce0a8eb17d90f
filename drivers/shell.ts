import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/**
 * A word of a POSIX shell for a text of one character per byte. The word is the text itself when that is safe, or the text in single
 * quotes. It is the output of `printf` when the text holds characters that a terminal would not show (control characters, bytes that are
 * not UTF-8).
 */
export function shellWord(latin1: string): string {
  if (/^[\w/:=.,@%+-]+$/.test(latin1)) return latin1;
  const text = readable(latin1);
  if (text !== undefined) return `'${text.replaceAll("'", `'\\''`)}'`;
  const format = latin1.replace(/^-|[^\x20-\x7e]|['%\\]/g, (character) => {
    if (character === "%") return "%%";
    return `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"$(printf '${format}')"`;
}

/** How a shell gets bytes. */
export type ShellBytes =
  /** As a word. */
  | { readonly word: string }
  /** As the output of a command. */
  | { readonly command: string }
  /** From a file, because neither a word nor a command can hold them. */
  | { readonly file: string };

const mostWordBytes = 1024;
const mostEncodedBytes = 1536;

/**
 * Short text is a word. Other bytes are printed as base64, and compressed when they are long. When the result is still long, they come from
 * a file.
 */
export function shellBytes(bytes: Uint8Array): ShellBytes {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isShort = body.length <= mostWordBytes;
  const latin1 = isShort ? body.toString("latin1") : "";
  if (isShort && readable(latin1) !== undefined) return { word: shellWord(latin1) };

  // Compressing twice reduces megabytes of one pattern to hundreds of bytes.
  const layers = [body];
  while (!isShort && layers.length <= 2) layers.push(gzipSync(layers.at(-1) ?? body, { level: 9 }));
  const least = layers.reduce((a, b) => (b.length < a.length ? b : a));
  const encoded = least.toString("base64");
  if (encoded.length <= mostEncodedBytes) {
    const unzip = " | gunzip".repeat(layers.indexOf(least));
    return { command: `printf %s ${encoded} | base64 -d${unzip}` };
  }
  const digest = createHash("sha256").update(body).digest("hex");
  return { file: `payload.bin: ${body.length} bytes, SHA-256 ${digest}` };
}

/** The text of UTF-8 bytes, when a terminal shows each of its characters; otherwise undefined. */
function readable(latin1: string): string | undefined {
  const text = Buffer.from(latin1, "latin1").toString("utf8");
  if (Buffer.from(text).toString("latin1") !== latin1) return undefined;
  return /[\p{C}\p{Zl}\p{Zp}]/u.test(text) ? undefined : text;
}
