import type { Clause } from "../../specs/clause.ts";
import { broken } from "../../specs/keywords.ts";
import type { Keyword, Keywords, Member } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Case } from "../case.ts";
import { drawCase, shrinkCase } from "../draw.ts";
import { examples, filled } from "../placeholders.ts";
import { strataOf } from "../strata-of.ts";

/** A server that checks one keyword as it is often done wrong. */
export interface NaiveServer {
  readonly says: string;
  /** The clause that must fail: a member of Invoke that breaks, or keeps, the keyword. */
  readonly parameter: string;
  readonly side: "keeps" | "breaks";
  readonly keyword: Keyword;
  /** Whether it finds the keyword broken; all others it checks as it should. */
  finds(text: string, keywords: Keywords): boolean;
}

export const naiveServers: readonly NaiveServer[] = [
  ...["FunctionName", "Qualifier", "TenantId", "DurableExecutionName"].map((parameter) =>
    byPattern(parameter, "checks the pattern unanchored", (pattern) => new RegExp(pattern, "u")),
  ),
  byPattern(
    "FunctionName",
    "anchors the pattern at its beginning alone",
    (p) => new RegExp(`^(?:${p})`, "u"),
  ),
  byPattern("FunctionName", "anchors the pattern at its end alone", (p) => new RegExp(`(?:${p})$`, "u")),
  byPattern(
    "Qualifier",
    "anchors the pattern without a group around its alternatives",
    (p) => new RegExp(`^${p}$`, "u"),
  ),
  byPattern(
    "FunctionName",
    "lets a line break end the value, as $ does in many languages",
    (p) => new RegExp(`^(?:${p})\\n?$`, "u"),
  ),
  byPattern("Qualifier", "looks at each line of the value alone", (p) => new RegExp(`^(?:${p})$`, "um")),
  byPattern("FunctionName", "checks the pattern without case", (p) => new RegExp(`^(?:${p})$`, "iu")),
  byPattern(
    "FunctionName",
    "takes digits of all scripts for \\d",
    (p) => new RegExp(`^(?:${p.replaceAll("\\d", "\\p{Nd}")})$`, "u"),
  ),
  byPattern(
    "FunctionName",
    "takes any number of digits for an account",
    (p) => new RegExp(`^(?:${p.replaceAll("\\d{12}", "\\d+")})$`, "u"),
  ),
  byPattern(
    "FunctionName",
    "takes a region for any word",
    (p) => new RegExp(`^(?:${p.replace("-[a-z]+-\\d{1}:)?", "[a-z0-9-]*:)?")})$`, "u"),
  ),
  {
    says: "counts a length in bytes",
    parameter: "Qualifier",
    side: "breaks",
    keyword: "pattern",
    // It refuses what breaks the pattern, and tells of a length that is not too great.
    finds: (text, { maxLength = 0 }) => Buffer.byteLength(text) > maxLength,
  },
  {
    says: "allows one character too many",
    parameter: "TenantId",
    side: "breaks",
    keyword: "maxLength",
    finds: (text, { maxLength = 0 }) => text.length > maxLength + 1,
  },
  {
    says: "allows one character too few",
    parameter: "Qualifier",
    side: "keeps",
    keyword: "maxLength",
    finds: (text, { maxLength = 0 }) => text.length >= maxLength,
  },
  {
    says: "takes an empty value for an absent one",
    parameter: "Qualifier",
    side: "breaks",
    keyword: "minLength",
    finds: () => false,
  },
  {
    says: "checks an enumeration without case",
    parameter: "InvocationType",
    side: "breaks",
    keyword: "enum",
    finds: (text, { enum: values = [] }) =>
      !values.some((value) => value.toLowerCase() === text.toLowerCase()),
  },
  {
    says: "looks whether a value of the enumeration is in the text",
    parameter: "LogType",
    side: "breaks",
    keyword: "enum",
    finds: (text, { enum: values = [] }) => !values.some((value) => text.includes(value)),
  },
  {
    says: "decodes base64 without looking at what it leaves out",
    parameter: "ClientContext",
    side: "breaks",
    keyword: "base64",
    finds: () => false,
  },
  {
    says: "takes any JSON for a client context",
    parameter: "ClientContext",
    side: "breaks",
    keyword: "json",
    finds: (text) => !isRead(() => JSON.parse(Buffer.from(text, "base64").toString())),
  },
  {
    says: "takes NaN and Infinity for JSON",
    parameter: "Payload",
    side: "breaks",
    keyword: "json",
    finds: (text) => !isRead(() => JSON.parse(text.replaceAll(/-?(?:NaN|Infinity)/g, "0"))),
  },
  {
    says: "takes JavaScript for JSON",
    parameter: "Payload",
    side: "breaks",
    keyword: "json",
    finds: (text) => !isRead(() => JSON.parse(text.replaceAll("'", '"').replaceAll(/,(?=\s*[}\]])/g, ""))),
  },
];

/** What a naive server was caught with. */
export interface Counterexample {
  readonly value: string;
  readonly why: string;
  /** The number of the case that failed first, and how many requests it took to make it small. */
  readonly found: number;
  readonly requests: number;
}

/** The smallest case that a naive server fails, found as a run finds it; undefined when it passes them all. */
export async function counterexampleOf(
  { parameter, side, keyword, finds, says }: NaiveServer,
  specification: Specification,
  { cases, budget, seed }: { readonly cases: number; readonly budget: number; readonly seed: number },
): Promise<Counterexample | undefined> {
  const member = specification.operations.Invoke.inputs.find(({ name }) => name === parameter);
  if (member === undefined) throw new Error(`there is no member ${parameter}`);
  const clause = clauseOf(`naive/${parameter}/${keyword}`, parameter, side, keyword);
  const strata = strataOf(clause, specification);
  const wrong = says === "counts a length in bytes" ? "maxLength" : keyword;
  const fails = (made: Case): boolean => {
    const text = filled(sentValue(made, member), examples[0] ?? {});
    const { [wrong]: _, ...others } = member.keywords;
    const found = broken({ ...member, keywords: others }, text);
    const told = finds(text, member.keywords) ? [...found, wrong] : found;
    return told.toSorted().join() !== (made.breaks ?? []).toSorted().join();
  };
  for (let k = 0; k < cases; k++) {
    const made = drawCase(strata, clause.id, seed, k);
    if (made === undefined) return undefined;
    if (!fails(made)) continue;
    let requests = 0;
    const smaller = async (candidate: Case): Promise<boolean> => {
      requests += 1;
      return fails(candidate);
    };
    const shrunk = await shrinkCase(strata, clause.id, seed, k, smaller, budget);
    return { value: sentValue(shrunk.case, member), why: shrunk.case.why, found: k, requests };
  }
  return undefined;
}

/** A clause about a keyword of a member of Invoke. */
export function clauseOf(id: string, parameter: string, side: "keeps" | "breaks", keyword: Keyword): Clause {
  const given = side === "keeps" ? { parameter, keeps: keyword } : { parameter, breaks: keyword };
  return { id, operation: "Invoke", binds: "server", level: "must", says: "", given, expect: [], source: [] };
}

/** The value of the member in a case, as it is sent: the bytes of a payload as latin-1. */
export function sentValue({ steps: [step] }: Case, { name, place }: Member): string {
  if (step?.do !== "invoke") throw new Error("the case has no call");
  if (place !== "body") return step.input[name] ?? "";
  const { payload } = step;
  if (payload !== undefined && "text" in payload) return Buffer.from(payload.text).toString("latin1");
  if (payload !== undefined && "base64" in payload)
    return Buffer.from(payload.base64, "base64").toString("latin1");
  throw new Error("the case has no payload that is text or bytes");
}

function byPattern(parameter: string, says: string, made: (pattern: string) => RegExp): NaiveServer {
  return {
    says,
    parameter,
    side: "breaks",
    keyword: "pattern",
    finds: (text, { pattern = "" }) => !made(pattern).test(text),
  };
}

function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
