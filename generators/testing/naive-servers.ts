import type { Clause } from "../../specs/clause.ts";
import { broken } from "../../specs/keywords.ts";
import type { Keyword, Keywords, Member } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Case } from "../case.ts";
import { drawCase, shrinkCase } from "../draw.ts";
import { examples, filled } from "../placeholders.ts";
import { strataOf } from "../strata-of.ts";

/** A server that checks one keyword of a parameter with a common mistake, and all other keywords correctly. */
export interface NaiveServer {
  readonly says: string;
  /** The clause that must fail. */
  readonly clause: string;
  readonly parameter: string;
  readonly keyword: Keyword;
  /** Whether it considers the keyword broken. */
  finds(text: string, keywords: Keywords): boolean;
}

const patterns = [
  "invoke/function-name",
  "invoke/qualifier",
  "invoke/tenant-id",
  "invoke/durable-execution-name",
  "invoke-with-response-stream/function-name",
  "invoke-with-response-stream/qualifier",
  "invoke-with-response-stream/tenant-id",
];

export const naiveServers: readonly NaiveServer[] = [
  ...patterns.map((family) =>
    byPattern(family, "does not anchor the pattern", (pattern) => new RegExp(pattern, "u")),
  ),
  ...patterns
    .filter((family) => /function-name|qualifier/.test(family))
    .map(
      // Header values are ASCII, so there a character is a byte.
      (family): NaiveServer => ({
        says: "counts a length in bytes",
        clause: `${family}/length-in-characters`,
        parameter: parameterOf(family),
        keyword: "maxLength",
        finds: (text, { maxLength = 0 }) => Buffer.byteLength(text) > maxLength,
      }),
    ),
  ...["invoke", "invoke-with-response-stream"].map(
    (operation): NaiveServer => ({
      says: "ignores case in an enumeration",
      clause: `${operation}/invocation-type/not-in-enum`,
      parameter: "InvocationType",
      keyword: "enum",
      finds: (text, { enum: values = [] }) =>
        !values.some((value) => value.toLowerCase() === text.toLowerCase()),
    }),
  ),
  {
    says: "accepts text that contains a value of the enumeration",
    clause: "invoke/invocation-type/not-in-enum",
    parameter: "InvocationType",
    keyword: "enum",
    finds: (text, { enum: values = [] }) => !values.some((value) => text.includes(value)),
  },
  byPattern(
    "invoke/function-name",
    "anchors the pattern only at the beginning",
    (p) => new RegExp(`^(?:${p})`, "u"),
  ),
  byPattern(
    "invoke/function-name",
    "anchors the pattern only at the end",
    (p) => new RegExp(`(?:${p})$`, "u"),
  ),
  byPattern(
    "invoke/qualifier",
    "anchors the pattern, but does not group its alternatives",
    (p) => new RegExp(`^${p}$`, "u"),
  ),
  byPattern(
    "invoke/function-name",
    "accepts a line break at the end, as $ does in many languages",
    (p) => new RegExp(`^(?:${p})\\n?$`, "u"),
  ),
  byPattern(
    "invoke/qualifier",
    "matches each line of the value separately",
    (p) => new RegExp(`^(?:${p})$`, "um"),
  ),
  byPattern("invoke/function-name", "ignores case in the pattern", (p) => new RegExp(`^(?:${p})$`, "iu")),
  byPattern(
    "invoke/function-name",
    "accepts digits of all scripts for \\d",
    (p) => new RegExp(`^(?:${p.replaceAll("\\d", "\\p{Nd}")})$`, "u"),
  ),
  byPattern(
    "invoke/function-name",
    "accepts any number of digits as an account",
    (p) => new RegExp(`^(?:${p.replaceAll("\\d{12}", "\\d+")})$`, "u"),
  ),
  byPattern(
    "invoke/function-name",
    "accepts any word as a region",
    (p) => new RegExp(`^(?:${p.replace("-[a-z]+-\\d{1}:)?", "[a-z0-9-]*:)?")})$`, "u"),
  ),
  {
    says: "allows one character too many",
    clause: "invoke/tenant-id/too-long",
    parameter: "TenantId",
    keyword: "maxLength",
    finds: (text, { maxLength = 0 }) => text.length > maxLength + 1,
  },
  {
    says: "allows one character too few",
    clause: "invoke/qualifier/max-length",
    parameter: "Qualifier",
    keyword: "maxLength",
    finds: (text, { maxLength = 0 }) => text.length >= maxLength,
  },
  {
    says: "skips characters that are not base64",
    clause: "invoke/client-context/not-base64",
    parameter: "ClientContext",
    keyword: "base64",
    finds: () => false,
  },
  {
    says: "accepts any JSON as a client context",
    clause: "invoke/client-context/not-json",
    parameter: "ClientContext",
    keyword: "json",
    finds: (text) => !isRead(() => JSON.parse(Buffer.from(text, "base64").toString())),
  },
  {
    says: "accepts NaN and Infinity as JSON",
    clause: "invoke/payload/broken-json",
    parameter: "Payload",
    keyword: "json",
    finds: (text) => !isRead(() => JSON.parse(text.replaceAll(/-?(?:NaN|Infinity)/g, "0"))),
  },
  {
    says: "accepts JavaScript as JSON",
    clause: "invoke/payload/broken-json",
    parameter: "Payload",
    keyword: "json",
    finds: (text) => !isRead(() => JSON.parse(text.replaceAll("'", '"').replaceAll(/,(?=\s*[}\]])/g, ""))),
  },
];

/** The keywords of the parameter that such a server considers broken by a value. */
export function foundBy({ keyword, finds }: NaiveServer, member: Member, text: string): Keyword[] {
  const found = broken(member, text).filter((other) => other !== keyword);
  return finds(text, member.keywords) ? [keyword, ...found] : found;
}

/** The case that caught a naive server. */
export interface Counterexample {
  readonly value: string;
  readonly why: string;
  /** The number of the first failing case, and the number of requests that shrinking took. */
  readonly found: number;
  readonly requests: number;
}

/** The minimal example on which a naive server fails, found as in a run; undefined when it passes all cases. */
export async function counterexampleOf(
  server: NaiveServer,
  specification: Specification,
  { cases, budget, seed }: { readonly cases: number; readonly budget: number; readonly seed: number },
): Promise<Counterexample | undefined> {
  const { clause, member } = subjectOf(server, specification);
  const strata = strataOf(clause, specification);
  // A clause about the message fails when the server finds other faults. Any other clause fails when the server accepts a broken value or
  // refuses a sound one.
  const answer = (found: readonly Keyword[]): string =>
    "scenario" in clause.given ? found.toSorted().join() : String(found.length > 0);
  const fails = (made: Case): boolean => {
    const text = filled(sentValue(made, member), examples[0] ?? {});
    return answer(foundBy(server, member, text)) !== answer(broken(member, text));
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

/** The clause that a naive server must fail, and the member that the clause is about. */
export function subjectOf(
  { clause: id, parameter }: NaiveServer,
  { clauses, operations }: Specification,
): { readonly clause: Clause; readonly member: Member } {
  const clause = clauses.find((candidate) => candidate.id === id);
  const member = clause && operations[clause.operation].inputs.find(({ name }) => name === parameter);
  if (clause === undefined || member === undefined) throw new Error(`there is no ${parameter} of ${id}`);
  return { clause, member };
}

/** A clause about a keyword of a member of Invoke. */
export function clauseOf(id: string, parameter: string, side: "keeps" | "breaks", keyword: Keyword): Clause {
  const given = side === "keeps" ? { parameter, keeps: keyword } : { parameter, breaks: keyword };
  return { id, operation: "Invoke", binds: "server", level: "must", says: "", given, expect: [], source: [] };
}

/** The value of the member in a case, as it is sent. A payload is bytes as latin-1 text. */
export function sentValue({ steps: [step] }: Case, { name, place }: Member): string {
  if (step?.do !== "invoke") throw new Error("the case has no call");
  if (place !== "body") return step.input[name] ?? "";
  const { payload } = step;
  if (payload !== undefined && "text" in payload) return Buffer.from(payload.text).toString("latin1");
  if (payload !== undefined && "base64" in payload)
    return Buffer.from(payload.base64, "base64").toString("latin1");
  throw new Error("the case has no payload that is text or bytes");
}

function byPattern(family: string, says: string, made: (pattern: string) => RegExp): NaiveServer {
  return {
    says,
    clause: `${family}/not-in-pattern`,
    parameter: parameterOf(family),
    keyword: "pattern",
    finds: (text, { pattern = "" }) => !made(pattern).test(text),
  };
}

/** `invoke/function-name` is about FunctionName. */
function parameterOf(family: string): string {
  const [, words = ""] = family.split("/");
  return words.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
