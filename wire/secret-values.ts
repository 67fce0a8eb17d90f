import { isSecretName } from "./secret-names.ts";

/** Where a value stands in a text. */
export type TextSpan = readonly [from: number, to: number];

/** Where a secret name may end. One expression searches for all of them, because texts are megabytes long and most contain none. */
const END =
  /(?:token|secret|passw(?:or)?d|passphrase|pwd|credentials?|authorization|cookie|jwt|signature|bearer|key[_-]?id|session[_-]?id|key|auth|sid|sig)(?![\w.-])/gi;
/** The longest name that is checked, in characters. */
const LONGEST_NAME = 60;

/** The shortest quoted value, in characters, that counts when its name is not quoted. */
const LEAST_QUOTED = 4;

/** What separates a name from its value: quotes, which are escaped in JSON within JSON, and a colon or an equals sign. */
const BETWEEN = /\\{0,8}["']?\s{0,20}[:=]\s{0,20}\\{0,8}["']?/y;

/**
 * The values under secret names in a text, in order. It reads JSON, the similar output of programming languages, JSON within JSON, queries,
 * forms, log lines, printed headers and XML. Its cost grows only with the length of the text.
 */
export function* secretValues(text: string): Generator<TextSpan> {
  const end = new RegExp(END);
  for (let match = end.exec(text); match !== null; match = end.exec(text)) {
    const nameEnd = end.lastIndex;
    const nameStart = startOfName(text, match.index);
    const name = text.slice(nameStart, nameEnd);
    if (!isSecretName(name)) continue;
    const place = valueAfter(text, name, nameStart, nameEnd);
    if (place === undefined) continue;
    yield place;
    end.lastIndex = place[1];
  }
}

function startOfName(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < LONGEST_NAME && /[\w.-]/.test(text[start - 1] as string)) start--;
  return start;
}

function valueAfter(text: string, name: string, nameStart: number, nameEnd: number): TextSpan | undefined {
  const before = text[nameStart - 1] ?? "\n";
  if (text[nameEnd] === ">" && /[<:]/.test(before)) return found(/[^<]+/y, text, nameEnd + 1);
  BETWEEN.lastIndex = nameEnd;
  const [between = ""] = BETWEEN.exec(text) ?? [];
  if (between === "") return undefined;
  const from = nameEnd + between.length;
  const isQuoted = /["']$/.test(between) && !/^\\*["']\s*$/.test(between);
  if (isQuoted && /\\.$/.test(between)) return found(/[^"'\\]+/y, text, from);
  if (isQuoted) {
    const its = quoted(text, from);
    // "Unexpected token: '}'" names no secret.
    return its && !/["']/.test(before) && its[1] - its[0] < LEAST_QUOTED ? undefined : its;
  }
  if (/["']/.test(before)) return found(/[\d.+-]+/y, text, from);
  if (/^(?:proxy-)?authorization$|^(?:set-)?cookie$/i.test(name)) return found(/[^\r\n"'\\]+/y, text, from);
  if (between.includes(":")) return found(/[^\s"'<>\\,;]{16,}/y, text, from);
  // In prose, nobody can tell whether a short word is a value.
  const isForm = /[?&;\n\\]/.test(before);
  return found(isForm ? /[^&#;\s"'<>\\]+/y : /[^&#;\s"'<>\\]{8,}/y, text, from);
}

function found(value: RegExp, text: string, from: number): TextSpan | undefined {
  value.lastIndex = from;
  const [its] = value.exec(text) ?? [];
  return its === undefined ? undefined : [from, from + its.length];
}

/** A quoted text. `from` is after its opening quote; it ends at the next quote that is not escaped, or at the end of the text. */
function quoted(text: string, from: number): TextSpan | undefined {
  const quote = text[from - 1] as string;
  let at = text.indexOf(quote, from);
  while (at !== -1 && isEscaped(text, at, from)) at = text.indexOf(quote, at + 1);
  const to = at === -1 ? text.length : at;
  return to > from ? [from, to] : undefined;
}

function isEscaped(text: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - 1 - backslashes >= from && text[at - 1 - backslashes] === "\\") backslashes++;
  return backslashes % 2 === 1;
}
