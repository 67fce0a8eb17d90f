/**
 * Reads JSON. A number that no double holds stays the text that it is (as `JSON.rawJSON` makes it), so that two of them are not taken for the
 * same, and are shown as they were written.
 * @throws SyntaxError for what is no JSON
 */
export function parseJson(text: string): unknown {
  return BEYOND.test(text) ? JSON.parse(text, keepNumber as never) : JSON.parse(text);
}

/** What a text with such a number has in it: many digits, or a great exponent. */
const BEYOND = /\d{16}|\d[.]\d{15}|[eE][+-]?\d{3}/;

/** A number as text; see the proposal "JSON.parse source text access", which Node.js 22 has. */
interface RawNumber {
  readonly rawJSON: string;
}

const JSON_WITH_RAW = JSON as unknown as {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};

function keepNumber(_: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== "number" || source === undefined) return value;
  return Number.isFinite(value) && canonical(source) === canonical(String(value))
    ? value
    : JSON_WITH_RAW.rawJSON(source);
}

/** Whether a value is a number that no double holds. */
export function isRawNumber(value: unknown): value is RawNumber {
  return JSON_WITH_RAW.isRawJSON(value);
}

/**
 * Whether two numbers are equal, at least one of which no double holds: by their digits. A function that keeps numbers as doubles gives the
 * nearest one back, or null where there is none: that is its own doing.
 */
export function rawNumbersEqual(a: unknown, b: unknown): boolean {
  if (isRawNumber(a) && isRawNumber(b)) return canonical(a.rawJSON) === canonical(b.rawJSON);
  const [raw, other] = isRawNumber(a) ? [a, b] : [b as RawNumber, a];
  const value = Number(raw.rawJSON);
  return Number.isFinite(value) ? value === other : other === null;
}

/** The same text for all ways to write one number. */
function canonical(source: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${scale}`;
}
