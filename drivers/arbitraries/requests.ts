import fc, { type Arbitrary } from "fast-check";
import { anyOf } from "../../generators/any-of.ts";
import type { InvokeStep } from "../../generators/case.ts";
import { memberForms } from "../../generators/member-forms.ts";
import { parameterFaults, withMember } from "../../generators/parameter-cases.ts";
import { mapStrata } from "../../generators/stratum.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Keyword, Member, OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { compose } from "../compose.ts";
import { type ArbitraryOptions, inputOf, specificationOf, valuesOf } from "./arbitrary-options.ts";
import { keptValues, keywordsOf } from "./parameter-values.ts";

/** A whole request, without Host, without the headers that frame its body, and without a signature. Whoever sends the request adds them. */
export interface GeneratedRequest {
  readonly request: RawRequest;
  /** The input by parameter, without the payload. */
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: Uint8Array;
}

/** A request with one fault. */
export interface FaultyRequest extends GeneratedRequest {
  readonly parameter: string;
  /** The keyword that the value breaks. */
  readonly keyword: Keyword;
  /** The value, and what is wrong with it, for a person. */
  readonly why: string;
  /** The same request without the fault. */
  readonly sound: GeneratedRequest;
  /** Error codes that are right for this request, by the specification: any of them may come. Empty when no clause says. */
  readonly errors: readonly string[];
  /** Ids of the clauses that say so. */
  readonly clauses: readonly string[];
}

/** Which parameters a generated request has. */
export interface RequestOptions extends ArbitraryOptions {
  /**
   * Parameters that are drawn; each is present or absent. Default: those that need nothing to exist (InvocationType, LogType,
   * ClientContext, Payload). FunctionName is always a documented form of the function's name.
   */
  readonly vary?: readonly string[];
}

/**
 * Whole, sound requests: each parameter keeps all of its keywords.
 * @throws UserError when the operation has no such parameter
 */
export function requests(
  operation: OperationName,
  options: RequestOptions = {},
): Arbitrary<GeneratedRequest> {
  const specification = specificationOf(options);
  return soundSteps(operation, options, specification).map((step) => composed(step, specification, options));
}

/**
 * Whole requests with exactly one fault, each with the same request without the fault.
 * @param only limits the faults to one parameter, or to one keyword; default: any
 * @throws UserError when the operation has no such parameter, or nothing can break it
 */
export function faultyRequests(
  operation: OperationName,
  {
    parameter,
    keyword,
    ...options
  }: ArbitraryOptions & {
    readonly parameter?: string;
    readonly keyword?: Keyword;
  } = {},
): Arbitrary<FaultyRequest> {
  const specification = specificationOf(options);
  if (parameter !== undefined) inputOf(operation, parameter, specification);
  const wanted = specification.operations[operation].inputs.filter(
    ({ name, keywords }) =>
      (parameter === undefined || name === parameter) &&
      (keyword === undefined || keywords[keyword] !== undefined),
  );
  // Without fixtures, every name means the given function.
  const plain = { ...specification, fixtures: [] };
  const base = baseOf(operation);
  const strata = wanted.flatMap((member) =>
    keywordsOf(member, keyword).flatMap((each) => {
      const subject = { parameter: member.name, keyword: each };
      const clauses = clausesOf(operation, subject, specification);
      const errors = [
        ...new Set(clauses.flatMap(({ expect }) => expect.flatMap(({ error }) => error ?? []))),
      ];
      return mapStrata(
        parameterFaults({ id: operation, operation }, plain, subject),
        ({ why, broken, sound }): FaultyRequest => ({
          ...composed(broken(base), specification, options),
          ...subject,
          why,
          sound: composed(sound(base), specification, options),
          errors,
          clauses: clauses.map(({ id }) => id),
        }),
      );
    }),
  );
  if (strata.length > 0) return anyOf(strata);
  throw new UserError(`no near miss of ${parameter ?? operation} breaks ${keyword ?? "its constraints"}`);
}

/** Sound requests, in which each parameter that varies is present or absent. */
function soundSteps(
  operation: OperationName,
  { vary }: RequestOptions,
  specification: Specification,
): Arbitrary<InvokeStep> {
  const { inputs } = specification.operations[operation];
  const varied =
    vary?.map((name) => inputOf(operation, name, specification)) ??
    inputs.filter(({ keywords }) => keywords.pattern === undefined);
  const names = fc.constantFrom(...(memberForms["FunctionName"] ?? []).map(({ text }) => text));
  const values = fc.tuple(
    ...varied.map((member) => fc.option(anyOf(keptValues(member)), { nil: undefined })),
  );
  return fc.tuple(names, values).map(([name, drawn]) => {
    let step: InvokeStep = { ...baseOf(operation), input: { FunctionName: name } };
    for (const [index, sample] of drawn.entries()) {
      const member = varied[index] as Member;
      if (sample !== undefined) step = withMember(step, member, sample.value);
    }
    return step;
  });
}

function baseOf(operation: OperationName): InvokeStep {
  return {
    do: "invoke",
    operation,
    input: { FunctionName: "{function}" },
    payload: { json: { key: "value" } },
  };
}

function composed(
  step: InvokeStep,
  { operations }: Specification,
  options: ArbitraryOptions,
): GeneratedRequest {
  const { input, payload, request } = compose(step, operations[step.operation], valuesOf(options), {
    basePath: "",
    headers: [],
  });
  return { request, input, ...(payload && { payload }) };
}

/** The clauses that say how an endpoint answers a value that breaks the keyword. A `may` clause blames nobody, so it does not count. */
function clausesOf(
  operation: OperationName,
  { parameter, keyword }: { readonly parameter: string; readonly keyword: Keyword },
  { clauses }: Specification,
): Clause[] {
  return clauses.filter(
    ({ binds, level, operation: its, given }) =>
      binds === "server" &&
      level !== "may" &&
      its === operation &&
      "breaks" in given &&
      given.parameter === parameter &&
      given.breaks === keyword &&
      given.with === undefined,
  );
}
