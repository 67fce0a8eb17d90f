import type { Keyword, Keywords, Member } from "./operation.ts";

/**
 * The keywords of a member that a value breaks, in the order of `Keywords`. The value is as received: percent-decoded text of the path and
 * query, trimmed text of a header, or the bytes of a body as latin-1 text. An empty body is not a payload, so it breaks only `required`.
 */
export function broken(member: Pick<Member, "place" | "keywords" | "unlisted">, value: string): Keyword[] {
  const { place, keywords, unlisted } = member;
  if (unlisted?.some((its) => its.value === value)) return [];
  if (place === "body" && value === "") return keywords.required ? ["required"] : [];
  return (Object.keys(rules) as Keyword[]).filter((keyword) => {
    const demand = keywords[keyword];
    return demand !== undefined && !keeps(keyword, keywords, value, place);
  });
}

/** Whether a value that is present keeps a keyword. */
type Rule<K extends Keyword> = (
  demand: NonNullable<Keywords[K]>,
  value: string,
  context: { readonly place: Member["place"]; readonly keywords: Keywords },
) => boolean;

const rules: { readonly [K in Keyword]: Rule<K> } = {
  required: () => true,
  minLength: (min, value) => codePoints(value) >= min,
  maxLength: (max, value) => codePoints(value) <= max,
  pattern: (pattern, value) => wholePattern(pattern).test(value),
  enum: (values, value) => values.includes(value),
  base64: (_, value) => base64.test(value),
  // A value that is not base64 breaks `base64` alone, because it holds no JSON to judge.
  json: (kind, value, { place, keywords }) =>
    keywords.base64
      ? !base64.test(value) || isJson(Buffer.from(value, "base64"), kind)
      : isJson(Buffer.from(value, place === "body" ? "latin1" : "utf8"), kind),
  maxBytes: (max, value, { place }) => Buffer.byteLength(value, place === "body" ? "latin1" : "utf8") <= max,
};

function keeps<K extends Keyword>(
  keyword: K,
  keywords: Keywords,
  value: string,
  place: Member["place"],
): boolean {
  return rules[keyword](keywords[keyword] as NonNullable<Keywords[K]>, value, { place, keywords });
}

const patterns = new Map<string, RegExp>();

/** A pattern of the model as a regular expression. It matches the whole value, even when the pattern has alternatives at its top level. */
function wholePattern(pattern: string): RegExp {
  let regExp = patterns.get(pattern);
  if (!regExp) {
    regExp = new RegExp(`^(?:${pattern})$`, "u");
    patterns.set(pattern, regExp);
  }
  return regExp;
}

/** RFC 4648, padded. The empty text is the base64 of zero bytes. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

/** RFC 8259: UTF-8, without a byte order mark. */
function isJson(bytes: Uint8Array, kind: "value" | "object"): boolean {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return kind === "value" || (typeof value === "object" && value !== null && !Array.isArray(value));
  } catch {
    return false;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
