/** How often a text is decoded: a JSON text within JSON, within a percent-encoded query. */
const MOST_LEVELS = 3;

/** Hides given texts in others. What it gives back is as long as what it was given. */
export interface TextHider {
  /** The text, one character a byte, with `*` in place of each of the given ones. */
  hide(text: string): string;
  /** The same, with each piece of them hidden too that has at least so many characters as the hider was told. */
  hidePieces(text: string): string;
}

/**
 * A hider of texts, wherever they stand as they are, percent-encoded, or escaped in JSON or HTML, each up to three times. Costs grow with the length of
 * the text, and with the number of those that are looked for.
 * @param texts one character a byte; `encodingsOf` makes them
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

/**
 * The bytes in every form in which one search finds them: as they are, with `+` for blanks as in a form, in hex, and in base64, whatever stands
 * before and after them.
 */
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

/** The text with `*` in these places, which may overlap. */
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

/** A text, and where each of its characters stood in the text that it was decoded from; undefined where that is the text itself. */
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

/** More texts are not looked for one after the other: an exchange may show hundreds of secrets in a body of megabytes. */
const FEW = 16;
/** Characters by which a text is told from most others. */
const BEGINNING = 4;

/** Texts by their first characters. */
interface Beginnings {
  /** Those of at least so many characters, by the number that these make, and then by their length: hundreds may begin alike. */
  readonly long: ReadonlyMap<number, ReadonlyMap<number, ReadonlySet<string>>>;
  /** 1 where the beginning of one of them has this hash. */
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

/** The first four characters, each a byte, as one number. */
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

/** The same as `findAll` for each text, in one walk through the level. */
function findAny(level: Level, { long, hashes, short }: Beginnings, ranges: Range[]): void {
  for (const wanted of short) findAll(level, wanted, ranges);
  const { text } = level;
  /** Where each text that was found ended last. */
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
  // One escape may stand for several bytes, which all stood in its place.
  const last = places[to - 1] as number;
  let end = to;
  while (places[end] === last) end++;
  return [places[from] as number, places[end] as number];
}

const PERCENT = 0x25;
const AMPERSAND = 0x26;
const BACKSLASH = 0x5c;

/** The text with its escapes decoded once; undefined when there is none. */
function decoded({ text, places }: Level): Level | undefined {
  if (!/[%\\&]/.test(text)) return undefined;
  // No escape is shorter than what it stands for.
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

/** An escape: how long it is, and the bytes that it stands for. */
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

/** The number that so many hexadecimal digits make; undefined where they are none. */
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
