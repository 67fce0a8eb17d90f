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

/** A whole request, without Host, without what frames its body, and without a signature: whoever sends it writes those. */
export interface GeneratedRequest {
  readonly request: RawRequest;
  /** What it carries, by parameter; without the payload. */
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: Uint8Array;
}

/** A request with one fault. */
export interface FaultyRequest extends GeneratedRequest {
  readonly parameter: string;
  /** The demand that its value breaks. */
  readonly keyword: Keyword;
  /** The value, and what is wrong with it, for a person. */
  readonly why: string;
  /** The same request without the fault. */
  readonly sound: GeneratedRequest;
  /** The errors that the specification has for it: any of them is right. Empty where no clause tells. */
  readonly errors: readonly string[];
  /** The clauses that say so. */
  readonly clauses: readonly string[];
}

/** Which parameters a generated request has. */
export interface RequestOptions extends ArbitraryOptions {
  /**
   * Parameters that are drawn, each of them present or not; default: those that name nothing that would have to be there (InvocationType,
   * LogType, ClientContext, Payload). FunctionName is always one of the documented forms of the name of the function.
   */
  readonly vary?: readonly string[];
}

/**
 * Whole requests that are sound: each parameter keeps everything that is demanded of it.
 * @throws UserError where the operation has no such parameter
 */
export function requests(
  operation: OperationName,
  options: RequestOptions = {},
): Arbitrary<GeneratedRequest> {
  const specification = specificationOf(options);
  return soundSteps(operation, options, specification).map((step) => composed(step, specification, options));
}

/**
 * Whole requests with exactly one fault, beside the same without it.
 * @param only one parameter, and one demand on it; default: any
 * @throws UserError where the operation has no such parameter, or nothing can break it
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
  // Without fixtures no function but the one that is named is meant by anything.
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

/** A call with every parameter that is drawn. */
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

/** The clauses that tell what becomes of a value that breaks a demand. Those that nobody is blamed by tell nothing. */
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
