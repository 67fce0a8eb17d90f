/**
 * Reads JSON. A number that no double can hold stays as its text (in the form of `JSON.rawJSON`). So two such numbers stay distinct, and
 * are shown as written.
 * @throws SyntaxError for text that is not JSON
 */
export function parseJson(text: string): unknown {
  return BEYOND.test(text) ? JSON.parse(text, keepNumber as never) : JSON.parse(text);
}

/** A text with such a number has many digits or a large exponent. */
const BEYOND = /\d{16}|\d[.]\d{15}|[eE][+-]?\d{3}/;

/** A number as text. See the proposal "JSON.parse source text access", which Node.js 22 implements. */
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

/** Whether a value is a number that no double can hold. */
export function isRawNumber(value: unknown): value is RawNumber {
  return JSON_WITH_RAW.isRawJSON(value);
}

/**
 * Whether two numbers are equal, if a double cannot hold at least one of them. A function that keeps numbers as doubles returns the nearest
 * double, or null if there is none. That counts as equal, because the endpoint is not to blame.
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
