import fc from "fast-check";
import type { Clause } from "../specs/clause.ts";
import type { Keyword, Member } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import { baseStep, changed, probeName } from "./base-step.ts";
import { implied } from "./breaks-only.ts";
import type { Case, InvokeStep } from "./case.ts";
import { keywordGenerators } from "./keyword-generators.ts";
import { payloadOf } from "./payload.ts";
import { withoutPlaceholders } from "./placeholders.ts";
import { sendableRaw } from "./places.ts";
import { mapStrata, type NearMiss, type Sample, type Stratum } from "./stratum.ts";

/** A keyword of an input member, as clauses name it. */
export interface ParameterKeyword {
  readonly parameter: string;
  readonly keyword: Keyword;
  /** Other members to send with it. */
  readonly with?: Readonly<Record<string, string>> | undefined;
}

/** A fault in a request, and the request without the fault. */
export interface RequestFault {
  readonly why: string;
  readonly breaks: readonly Keyword[];
  broken(step: InvokeStep): InvokeStep;
  sound(step: InvokeStep): InvokeStep;
}

/** Cases of a request with a value of the member that keeps the keyword. */
export function keepingCases(
  clause: Clause,
  specification: Specification,
  subject: ParameterKeyword,
): Stratum<Case>[] {
  const { member, base, probe } = settingOf(clause, specification, subject);
  const kept = keywordGenerators[subject.keyword].keeps(member);
  return mapStrata(written(member, kept), ({ value, why, raw }, kind) => ({
    kind,
    why: told(member, value, why),
    steps: [withMember(base, member, named(value, probe), raw)],
  }));
}

/** Cases of a request with a value of the member that breaks the keyword, each with its sound twin. */
export function breakingCases(
  clause: Clause,
  specification: Specification,
  subject: ParameterKeyword,
  of: "breaks" | "tolerated" = "breaks",
): Stratum<Case>[] {
  const { base } = settingOf(clause, specification, subject);
  return mapStrata(parameterFaults(clause, specification, subject, of), (fault, kind) =>
    caseOf(fault, kind, base),
  );
}

/** The values of a member that break a keyword, as faults in a request. */
export function parameterFaults(
  clause: Pick<Clause, "id" | "operation">,
  specification: Specification,
  subject: ParameterKeyword,
  of: "breaks" | "tolerated" = "breaks",
): Stratum<RequestFault>[] {
  const { member, probe } = settingOf(clause, specification, subject);
  const breaks = [subject.keyword, ...implied(member, subject.keyword)];
  const misses: readonly Stratum<NearMiss<string | undefined>>[] =
    keywordGenerators[subject.keyword][of]?.(member) ?? [];
  return mapStrata(written(member, misses), ({ value, mended, twin, why, raw }) => ({
    why: told(member, value, why),
    breaks,
    broken: (step) => withMember(step, member, named(value, probe), raw),
    sound: (step) => withMember(step, member, named(twin ?? mended, probe), raw),
  }));
}

/** The case of one fault in a request that is sound without it. */
export function caseOf({ why, breaks, broken, sound }: RequestFault, kind: string, base: InvokeStep): Case {
  return { kind, why, steps: [broken(base)], breaks, twin: [sound(base)] };
}

function settingOf(
  { id, operation }: Pick<Clause, "id" | "operation">,
  specification: Specification,
  { parameter, keyword, with: others }: ParameterKeyword,
): { readonly member: Member; readonly base: InvokeStep; readonly probe: string } {
  const member = specification.operations[operation].inputs.find(({ name }) => name === parameter);
  if (member === undefined) throw new UserError(`${id}: ${operation} has no input member ${parameter}`);
  if (member.keywords[keyword] === undefined) {
    throw new UserError(`${id}: ${parameter} has no ${keyword} in the edition ${specification.edition}`);
  }
  return {
    member,
    base: changed(baseStep(operation, specification), others && { input: others }),
    probe: probeName(operation, specification),
  };
}

/** How a path is written: percent-encoded, or as it is when that is legal. The first way is the simpler one. */
function written<T extends Sample<string | undefined>>(
  member: Member,
  strata: readonly Stratum<T>[],
): Stratum<T & { readonly raw: boolean }>[] {
  return strata.map(({ kind, only, many }) => {
    if (many === undefined) return { kind, only: { ...only, raw: false } };
    if (member.place !== "path") return { kind, many: many.map((value) => ({ ...value, raw: false })) };
    return {
      kind,
      many: fc.tuple(many, fc.boolean()).map(([sample, raw]) => ({
        ...sample,
        raw: raw && sample.value !== undefined && sendableRaw(withoutPlaceholders(sample.value)),
      })),
    };
  });
}

/**
 * A request with another value of one member.
 * @param value a text, or bytes as latin-1 text for the body; undefined when the member is not sent
 * @param raw whether it is sent in the path without encoding
 */
export function withMember(
  step: InvokeStep,
  member: Member,
  value: string | undefined,
  raw = false,
): InvokeStep {
  if (member.place === "body") {
    const { payload: _, ...rest } = step;
    return value === undefined ? rest : { ...rest, payload: payloadOf(value) };
  }
  const { [member.name]: _, ...others } = step.input;
  return {
    ...step,
    input: value === undefined ? others : { ...others, [member.name]: value },
    ...(raw && { wire: { ...step.wire, path: "raw" } }),
  };
}

/** The value with the name of the operation's probe in place of `{function}`. */
function named<T extends string | undefined>(value: T, probe: string): T | string {
  return value === undefined ? value : value.replaceAll("{function}", probe);
}

/** The number of characters of a value that are shown. */
const TOLD = 80;

function told({ name, place }: Member, value: string | undefined, why: string): string {
  if (value === undefined) return `${name} ${why}`;
  const text = place === "body" ? Buffer.from(value, "latin1").toString("utf8") : value;
  const short = text.length > TOLD ? `${text.slice(0, TOLD / 2)}...${text.slice(-TOLD / 4)}` : text;
  return `${name} ${JSON.stringify(short)}: ${why}`;
}
