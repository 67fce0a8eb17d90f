/**
 * Whether a text that is not JSON by RFC 8259 is of a kind that parsers in wide use still accept: the tolerated kinds of broken-json.ts. No
 * source says how AWS treats them.
 * @param latin1 bytes as latin-1 text
 */
export function isDisputedJson(latin1: string): boolean {
  const bytes = Buffer.from(latin1, "latin1");
  if (/^[ \t\r\n]*$/.test(latin1)) return true;
  if (/^\xef\xbb\xbf/.test(latin1)) return isJson(bytes.subarray(3)) || isDisputedJson(latin1.slice(3));
  if (isUtf16(bytes)) return true;
  if (OVERLONG.test(latin1)) return isJson(Buffer.from(latin1.replace(OVERLONG_ALL, "?"), "latin1"));
  return beginsWithValue(bytes);
}

/** NUL in two bytes, or half of a surrogate pair: UTF-8 that is longer than necessary, or that encodes no character. */
const OVERLONG = /\xc0[\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]/;
const OVERLONG_ALL = new RegExp(OVERLONG, "g");

function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (bytes.length % 2 === 1 || !(isMarked || first === 0 || second === 0)) return false;
  const isLittle = isMarked ? first === 0xff : second === 0;
  const little = isLittle ? bytes : Buffer.from(bytes).swap16();
  return isJson(Buffer.from(little.toString("utf16le").replace(/^\ufeff/, "")));
}

/** Whether the text begins with a whole value. Streaming parsers read the value and ignore the rest. */
function beginsWithValue(bytes: Buffer): boolean {
  const text = bytes.toString("utf8");
  for (let end = text.length - 1, tried = 0; end > 0 && tried < MOST; end--) {
    const isEnd = /[\]}"0-9el]/.test(text.charAt(end - 1));
    if (!isEnd) continue;
    tried += 1;
    if (isJson(Buffer.from(text.slice(0, end)))) return true;
  }
  return false;
}

/** The number of ends of values to try. Texts in archives may be long. */
const MOST = 1000;

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}
