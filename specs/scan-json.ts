/** What a scan finds out about a JSON text without parsing it into memory. */
export interface JsonScan {
  /** Why the text is not JSON (RFC 8259), and at which byte. The scan accepts exactly the texts that `JSON.parse` accepts. */
  readonly fault?: string;
  /** How deep arrays and objects are nested. */
  readonly depth: number;
  /**
   * A rough upper bound, in bytes, of the memory that the value takes in V8. 6 MB of `[[],[],...]` take 160 MB, so check this before you
   * parse a text from a stranger.
   */
  readonly weight: number;
}

/**
 * Bytes that one value of each kind takes; measured and rounded up. A text takes two bytes per character when one of its characters is not
 * Latin-1.
 */
const WEIGHT = { value: 8, array: 48, object: 64, number: 12, string: 24, key: 32, character: 2 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** What may come next. */
type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "nothing";

/** Scans a text once. Time and memory are proportional to its length, whatever its depth. */
export function scanJson(bytes: Uint8Array): JsonScan {
  return new Scan(bytes).whole();
}

class Scan {
  readonly #bytes: Uint8Array;
  /** The same bytes, four in each word. The first word begins at byte `#first`. */
  readonly #words: Int32Array;
  readonly #first: number;
  #at = 0;
  #weight = 0;
  #deepest = 0;
  /** The closing byte of each array and object that is open. */
  #open: Uint8Array = new Uint8Array(64);
  #depth = 0;
  #expected: Expected = "value";

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#first = -bytes.byteOffset & 3;
    const words = Math.max(0, bytes.length - this.#first) >> 2;
    this.#words = new Int32Array(bytes.buffer, words === 0 ? 0 : bytes.byteOffset + this.#first, words);
  }

  whole(): JsonScan {
    const bytes = this.#bytes;
    for (; this.#at < bytes.length; this.#at++) {
      const byte = bytes[this.#at] as number;
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) continue;
      if (!this.#take(byte)) return { ...this.#found, fault: this.#fault() };
    }
    return this.#expected === "nothing" ? this.#found : { ...this.#found, fault: this.#fault() };
  }

  get #found(): { depth: number; weight: number } {
    return { depth: this.#deepest, weight: this.#weight };
  }

  #fault(): string {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) return `it ends too early, after ${this.#at} bytes`;
    return `unexpected byte 0x${byte.toString(16).padStart(2, "0")} at byte ${this.#at}`;
  }

  /** Consumes the token that begins here, and stops on its last byte. False when no expected token begins here. */
  #take(byte: number): boolean {
    switch (this.#expected) {
      case "value":
        return this.#value(byte);
      case "value-or-end":
        return byte === CLOSE_ARRAY ? this.#close(byte) : this.#value(byte);
      case "key-or-end":
        return byte === CLOSE_OBJECT ? this.#close(byte) : this.#key(byte);
      case "key":
        return this.#key(byte);
      case "colon":
        this.#expected = "value";
        return byte === COLON;
      case "comma-or-end":
        if (byte !== COMMA) return this.#close(byte);
        this.#expected = this.#open[this.#depth - 1] === CLOSE_ARRAY ? "value" : "key";
        return true;
      case "nothing":
        return false;
    }
  }

  #value(byte: number): boolean {
    this.#weight += WEIGHT.value;
    if (byte === OPEN_ARRAY) return this.#opened(CLOSE_ARRAY, WEIGHT.array, "value-or-end");
    if (byte === OPEN_OBJECT) return this.#opened(CLOSE_OBJECT, WEIGHT.object, "key-or-end");
    this.#expected = this.#depth === 0 ? "nothing" : "comma-or-end";
    if (byte === QUOTE) return this.#string(WEIGHT.string);
    if (byte === 0x74) return this.#word("true");
    if (byte === 0x66) return this.#word("false");
    if (byte === 0x6e) return this.#word("null");
    this.#weight += WEIGHT.number;
    return this.#number();
  }

  #key(byte: number): boolean {
    this.#expected = "colon";
    return byte === QUOTE && this.#string(WEIGHT.key);
  }

  #opened(closes: number, weight: number, expected: Expected): boolean {
    if (this.#depth === this.#open.length) {
      const larger = new Uint8Array(2 * this.#open.length);
      larger.set(this.#open);
      this.#open = larger;
    }
    this.#open[this.#depth++] = closes;
    this.#deepest = Math.max(this.#deepest, this.#depth);
    this.#weight += weight;
    this.#expected = expected;
    return true;
  }

  #close(byte: number): boolean {
    if (this.#depth === 0 || byte !== this.#open[this.#depth - 1]) return false;
    this.#depth--;
    this.#expected = this.#depth === 0 ? "nothing" : "comma-or-end";
    return true;
  }

  #word(word: string): boolean {
    for (let index = 1; index < word.length; index++) {
      if (this.#bytes[this.#at + index] !== word.charCodeAt(index)) return this.#failedAt(this.#at + index);
    }
    this.#at += word.length - 1;
    return true;
  }

  #string(weight: number): boolean {
    const bytes = this.#bytes;
    const began = this.#at;
    for (let at = this.#plainFrom(began + 1); at < bytes.length; at = this.#plainFrom(at + 1)) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#weight += weight + WEIGHT.character * (at - began - 1);
        this.#at = at;
        return true;
      }
      if (byte < 0x20) return this.#failedAt(at);
      if (byte === BACKSLASH) {
        const size = escapeSize(bytes, at);
        if (size === 0) return this.#failedAt(at + 1);
        at += size - 1;
      }
    }
    return this.#failedAt(bytes.length);
  }

  /**
   * Skips words without a byte that matters in a string. A string may have megabytes, and this takes a third of the time.
   * @returns `at`, or where the first of the other words begins
   */
  #plainFrom(at: number): number {
    const words = this.#words;
    const offset = at - this.#first;
    if ((offset & 3) !== 0 || offset < 0) return at;
    let index = offset >> 2;
    while (index < words.length && isPlain(words[index] as number)) index++;
    return this.#first + index * 4;
  }

  #number(): boolean {
    let at = this.#at;
    if (this.#bytes[at] === 0x2d) at++;
    const whole = this.#digits(at);
    // A leading zero must be the only digit before the point.
    if (whole === at || (this.#bytes[at] === 0x30 && whole > at + 1))
      return this.#failedAt(whole === at ? at : at + 1);
    at = whole;
    if (this.#bytes[at] === 0x2e) {
      const fraction = this.#digits(at + 1);
      if (fraction === at + 1) return this.#failedAt(fraction);
      at = fraction;
    }
    if (((this.#bytes[at] ?? 0) | 0x20) === 0x65) {
      at++;
      if (this.#bytes[at] === 0x2b || this.#bytes[at] === 0x2d) at++;
      const exponent = this.#digits(at);
      if (exponent === at) return this.#failedAt(exponent);
      at = exponent;
    }
    this.#at = at - 1;
    return true;
  }

  /** The end of the run of digits that begins here. */
  #digits(from: number): number {
    let at = from;
    while (isDigit(this.#bytes[at])) at++;
    return at;
  }

  #failedAt(at: number): false {
    this.#at = at;
    return false;
  }
}

/** Whether none of the four bytes of a word is a quote, a backslash or a control character. */
function isPlain(word: number): boolean {
  return (
    ((word - 0x20202020) & ~word & 0x80808080) === 0 && !hasByte(word, QUOTE) && !hasByte(word, BACKSLASH)
  );
}

/** Whether one of the four bytes of a word has this value: the test for a zero byte, after an exclusive or with four of them. */
function hasByte(word: number, byte: number): boolean {
  const other = word ^ (byte * 0x01010101);
  return ((other - 0x01010101) & ~other & 0x80808080) !== 0;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** The length of the escape that begins here, in bytes; 0 when it is not valid. */
function escapeSize(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1];
  if (kind === 0x75) {
    for (let index = at + 2; index < at + 6; index++) if (!isHex(bytes[index])) return 0;
    return 6;
  }
  return kind !== undefined && '"\\/bfnrt'.includes(String.fromCharCode(kind)) ? 2 : 0;
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}
