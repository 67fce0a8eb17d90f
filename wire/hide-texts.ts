/** How many times a text is decoded: for example JSON within JSON within a percent-encoded query. */
const MOST_LEVELS = 3;

/** Hides given texts in other texts. The result has the length of the input. */
export interface TextHider {
  /** The text, one character per byte, with `*` in place of each given text. */
  hide(text: string): string;
  /** The same, but also hides pieces of the given texts that have at least the hider's piece length. */
  hidePieces(text: string): string;
}

/**
 * Makes a hider for texts. It finds them as they are, percent-encoded, or escaped in JSON or HTML, each up to three levels deep. Its cost
 * grows with the length of the text, and with the number of texts to find.
 * @param texts one character per byte, from `encodingsOf`
 * @param pieceLength the shortest piece that `hidePieces` hides, in characters
 */
export function textHider(texts: readonly string[], pieceLength: number): TextHider {
  let pieces: ReadonlySet<string> | undefined;
  const hide = (text: string, find: (level: Level, ranges: Range[]) => void): string => {
    if (texts.length === 0 || text.length === 0) return text;
    const ranges: Range[] = [];
    let level: Level | undefined = { text };
    for (let depth = 0; level !== undefined && depth <= MOST_LEVELS; depth++) {
      find(level, ranges);
      level = decoded(level);
    }
    return starred(text, ranges);
  };
  let beginnings: Beginnings | undefined;
  const findTexts = (level: Level, ranges: Range[]): void => {
    if (texts.length <= FEW) for (const wanted of texts) findAll(level, wanted, ranges);
    else {
      beginnings ??= beginningsOf(texts);
      findAny(level, beginnings, ranges);
    }
  };
  return {
    hide: (text) => hide(text, findTexts),
    hidePieces(text) {
      pieces ??= piecesOf(texts, pieceLength);
      const known = pieces;
      return hide(text, (level, ranges) => {
        findTexts(level, ranges);
        findPieces(level, known, pieceLength, ranges);
      });
    },
  };
}

/** The forms of a text that a hider must search for: plain, with `+` for spaces, in hex, and in base64 at any alignment. */
export function encodingsOf(bytes: Buffer): string[] {
  const plain = bytes.toString("latin1");
  const hex = bytes.toString("hex");
  const base64 = [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    const own = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [own, own.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [...new Set([plain, plain.replaceAll(" ", "+"), hex, hex.toUpperCase(), ...base64])];
}

type Range = readonly [from: number, to: number];

/** The text with `*` in these ranges, which may overlap. */
export function starred(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text;
  const pieces: string[] = [];
  let at = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (to <= at) continue;
    const begin = Math.max(from, at);
    pieces.push(text.slice(at, begin), "*".repeat(to - begin));
    at = to;
  }
  pieces.push(text.slice(at));
  return pieces.join("");
}

/** A decoded text, with the position of each character in the original. The positions are undefined for the original itself. */
interface Level {
  readonly text: string;
  readonly places?: Uint32Array;
}

function findAll(level: Level, wanted: string, ranges: Range[]): void {
  if (wanted === "") return;
  for (let at = level.text.indexOf(wanted); at !== -1; at = level.text.indexOf(wanted, at + wanted.length)) {
    ranges.push(placeOf(level, at, at + wanted.length));
  }
}

/** Above this number, texts are no longer searched for one by one: an exchange may show hundreds of secrets in a body of megabytes. */
const FEW = 16;
/** The number of leading characters that tell a text from most others. */
const BEGINNING = 4;

/** Texts by their first characters. */
interface Beginnings {
  /** Texts of at least `BEGINNING` characters, by the number that the first ones form, then by length. Hundreds may begin alike. */
  readonly long: ReadonlyMap<number, ReadonlyMap<number, ReadonlySet<string>>>;
  /** 1 where the beginning of at least one text has this hash. */
  readonly hashes: Uint8Array;
  readonly short: readonly string[];
}

function beginningsOf(texts: readonly string[]): Beginnings {
  const long = new Map<number, Map<number, Set<string>>>();
  for (const text of texts) {
    if (text.length < BEGINNING) continue;
    const beginning = beginningOf(text);
    const byLength = long.get(beginning) ?? new Map<number, Set<string>>();
    long.set(beginning, byLength);
    byLength.set(text.length, (byLength.get(text.length) ?? new Set<string>()).add(text));
  }
  const hashes = new Uint8Array(2 ** 16);
  for (const beginning of long.keys()) hashes[hashOf(beginning)] = 1;
  return { long, hashes, short: texts.filter(({ length }) => length < BEGINNING) };
}

/** The first four characters, one byte each, as one number. */
function beginningOf(text: string): number {
  let number = 0;
  for (let at = 0; at < BEGINNING; at++) number = with8Bits(number, text.charCodeAt(at));
  return number;
}

function with8Bits(number: number, code: number): number {
  return (number << 8) | (code & 0xff);
}

function hashOf(number: number): number {
  return Math.imul(number, 0x9e3779b1) >>> 16;
}

/** Does what `findAll` does for each text, in one pass through the level. */
function findAny(level: Level, { long, hashes, short }: Beginnings, ranges: Range[]): void {
  for (const wanted of short) findAll(level, wanted, ranges);
  const { text } = level;
  /** Where the last occurrence of each found text ended. */
  const ends = new Map<string, number>();
  let number = 0;
  for (let end = 0; end < text.length; end++) {
    number = with8Bits(number, text.charCodeAt(end));
    if (hashes[hashOf(number)] === 0) continue;
    const at = end - BEGINNING + 1;
    for (const [length, its] of long.get(number) ?? []) {
      const here = text.slice(at, at + length);
      if (!its.has(here) || at < (ends.get(here) ?? 0)) continue;
      ends.set(here, at + length);
      ranges.push(placeOf(level, at, at + length));
    }
  }
}

function piecesOf(texts: readonly string[], size: number): ReadonlySet<string> {
  const pieces = new Set<string>();
  for (const text of texts) {
    for (let at = 0; at + size <= text.length; at++) pieces.add(text.slice(at, at + size));
  }
  return pieces;
}

function findPieces(level: Level, pieces: ReadonlySet<string>, size: number, ranges: Range[]): void {
  for (let at = 0; at + size <= level.text.length; at++) {
    if (pieces.has(level.text.slice(at, at + size))) ranges.push(placeOf(level, at, at + size));
  }
}

function placeOf({ places }: Level, from: number, to: number): Range {
  if (places === undefined) return [from, to];
  // One escape may stand for several bytes, which all have its position.
  const last = places[to - 1] as number;
  let end = to;
  while (places[end] === last) end++;
  return [places[from] as number, places[end] as number];
}

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const BACKSLASH = 0x5c;

/** The text with its escapes decoded once; undefined when it has no escapes. */
function decoded({ text, places }: Level): Level | undefined {
  if (!/[%\\&]/.test(text)) return undefined;
  // No escape is shorter than the bytes that it stands for.
  const bytes = Buffer.allocUnsafe(text.length);
  const stood = new Uint32Array(text.length + 1);
  let length = 0;
  let found = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const place = places === undefined ? at : (places[at] as number);
    const its =
      code === PERCENT || code === BACKSLASH || code === AMPERSAND ? escapeAt(text, at, code) : undefined;
    if (its === undefined) {
      bytes[length] = code;
      stood[length++] = place;
      at++;
    } else {
      found = true;
      for (const byte of its.means) {
        bytes[length] = byte;
        stood[length++] = place;
      }
      at += its.size;
    }
  }
  if (!found) return undefined;
  stood[length] = places === undefined ? text.length : (places[text.length] as number);
  return { text: bytes.toString("latin1", 0, length), places: stood.subarray(0, length + 1) };
}

/** An escape: its length, and the bytes that it stands for. */
interface Escape {
  readonly size: number;
  readonly means: Iterable<number>;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function escapeAt(text: string, at: number, code: number): Escape | undefined {
  if (code === PERCENT) {
    const byte = hexAt(text, at + 1, 2);
    return byte === undefined ? undefined : { size: 3, means: [byte] };
  }
  if (code === BACKSLASH) {
    const next = text.charCodeAt(at + 1);
    if (next === 0x75) {
      const unit = hexAt(text, at + 2, 4);
      if (unit === undefined) return undefined;
      const low = text[at + 6] === "\\" && text[at + 7] === "u" ? hexAt(text, at + 8, 4) : undefined;
      return unit >> 10 === 0x36 && low !== undefined && low >> 10 === 0x37
        ? { size: 12, means: Buffer.from(String.fromCharCode(unit, low)) }
        : { size: 6, means: Buffer.from(String.fromCharCode(unit)) };
    }
    return /[^\w\s]/.test(text[at + 1] ?? " ") ? { size: 2, means: [next] } : undefined;
  }
  const entity = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/i.exec(text.slice(at, at + 10));
  if (entity === null) return undefined;
  const [whole, decimal, hex, name] = entity;
  const point = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  const means = name === undefined ? characterOf(point) : ENTITIES[name.toLowerCase()];
  return means === undefined ? undefined : { size: whole.length, means: Buffer.from(means) };
}

function characterOf(point: number): string | undefined {
  return point > 0x10ffff ? undefined : String.fromCodePoint(point);
}

/** The number that the given count of hexadecimal digits forms; undefined when they are not hexadecimal. */
function hexAt(text: string, at: number, digits: number): number | undefined {
  let number = 0;
  for (let index = at; index < at + digits; index++) {
    const digit = hexDigit(text.charCodeAt(index));
    if (digit === undefined) return undefined;
    number = number * 16 + digit;
  }
  return number;
}

function hexDigit(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : undefined;
}
