import { createRequire } from "node:module";
import type { FuncKeywordDefinition } from "ajv";
import type { Ajv2020, ErrorObject, Options, ValidateFunction } from "ajv/dist/2020.js";
import type { Answer, Clause, JsonSchema } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import type { CallView, View } from "../view/view.ts";
import { atLeast } from "./at-least.ts";
import { includes } from "./includes.ts";
import { atPointer } from "./json-pointer.ts";
import { sameAs } from "./same-as.ts";
import { show } from "./show.ts";
import { showApart } from "./show-apart.ts";
import { RESPONSE, type Violation } from "./verdict.ts";

/** What the oracle finds: the answer that fits, or what each answer missed. */
export type Finding =
  | { readonly fits: true; readonly answer: string }
  | { readonly fits: false; readonly violations: readonly Violation[] };

/** Checks observations against the answers of one clause. */
export type Check = (view: View | CallView) => Finding;

/** The oracle: compiles the expectations of clauses into checks, with ajv. */
export interface Oracle {
  check(clause: Clause): Check;
  /** Whether an observation fits a bare schema, such as the `where` of a passive clause. */
  fits(schema: JsonSchema): (view: View | CallView) => boolean;
}

/** The implementations of the names in specs/relation-keywords.ts. */
export const relations: readonly FuncKeywordDefinition[] = [atLeast, includes, sameAs];

/** Makes an oracle for a specification. An `{error}` answer expands to the entry of that code in errors.json. */
export function createOracle(specification: Specification): Oracle {
  const asking = createCompiler({ messages: false });
  // Code that finds every violation is slow to compile and to run, so it is only made for a clause that something broke.
  const explaining = createCompiler({ allErrors: true, verbose: true });
  return {
    fits(schema) {
      const validate = asking(schema);
      return (view) => validate()(view);
    },
    check(clause) {
      const answers = clause.expect.map((answer) => {
        const schema = answerSchema(answer, clause, specification);
        return {
          name: answerName(answer),
          says: answerWords(answer, clause, specification),
          asked: asking(schema),
          explained: explaining(schema),
          isError: answer.error !== undefined && answer.schema === undefined,
        };
      });
      return (view) => {
        const fitting = answers.find(({ asked }) => asked()(view));
        if (fitting) return { fits: true, answer: fitting.name };
        const misses = answers.map(({ name, says, explained, isError }): Miss => {
          const validate = explained();
          validate(view);
          const errors = validate.errors ?? [];
          // The errors hold the view, which may take megabytes, so do not keep them until the next check.
          validate.errors = null;
          return { name, says, isError, errors };
        });
        return { fits: false, violations: violations(misses, view) };
      };
    },
  };
}

/**
 * Makes a compiler that works lazily. It loads ajv at the first check, so that a run sends its first request sooner. It compiles equal
 * schemas once.
 */
function createCompiler(
  options: Pick<Options, "allErrors" | "verbose" | "messages">,
): (schema: JsonSchema) => () => ValidateFunction {
  let ajv: Ajv2020 | undefined;
  const compiled = new Map<string, ValidateFunction>();
  return (schema) => {
    let known: ValidateFunction | undefined;
    return () => {
      known ??= compiledOnce(JSON.stringify(schema), schema);
      return known;
    };
  };
  function compiledOnce(text: string, schema: JsonSchema): ValidateFunction {
    ajv ??= createAjv(options);
    const validate = compiled.get(text) ?? ajv.compile(schema as object);
    compiled.set(text, validate);
    return validate;
  }
}

const require = createRequire(import.meta.url);

function createAjv(options: Pick<Options, "allErrors" | "verbose" | "messages">): Ajv2020 {
  const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
  return new Ajv2020({
    ...options,
    strict: false,
    // The loader has already validated every expectation, and compiling the meta-schema would take longer than everything else here. Optimizing the
    // code does not pay off either, because each check runs only about a hundred times.
    validateSchema: false,
    code: { optimize: false },
    keywords: [...relations],
    logger: false,
  });
}

interface Miss {
  readonly name: string;
  readonly says: string;
  readonly isError: boolean;
  readonly errors: readonly ErrorObject[];
}

function answerName(answer: Answer): string {
  return answer.name ?? answer.error ?? "as expected";
}

/**
 * Checks the status, the code and, if errors.json knows its spelling, that there is a message. A separate clause checks the spelling, so
 * that one wrong spelling is one failure and not a hundred.
 */
function answerSchema(
  { error, schema = true }: Answer,
  clause: Clause,
  specification: Specification,
): JsonSchema {
  if (error === undefined) return schema;
  const spec = errorSpec(error, clause, specification);
  const expected = {
    required: ["status", "error"],
    properties: {
      status: { enum: [spec.status, ...(spec.otherStatuses ?? [])] },
      error: {
        required: ["code", ...(spec.message ? ["message"] : [])],
        properties: { code: { const: spec.code }, ...(spec.message && { message: { type: "string" } }) },
      },
    },
  };
  return schema === true ? expected : { allOf: [expected, schema] };
}

function errorSpec(
  code: string,
  clause: Clause,
  specification: Specification,
): Specification["errors"][number] {
  const spec = specification.errors.find((e) => e.code === code && e.operations.includes(clause.operation));
  if (!spec)
    throw new Error(`${clause.id} expects ${code}, which errors.json does not have for ${clause.operation}`);
  return spec;
}

function answerWords(answer: Answer, clause: Clause, specification: Specification): string {
  if (answer.error !== undefined)
    return `${errorSpec(answer.error, clause, specification).status} ${answer.error}`;
  return answer.name ?? "";
}

/** Most violations to report for one failure: a stream may break a rule in each of its hundred thousand frames. */
const TOLD = 20;

/** Violations in words. An error answer gives one violation. A schema answer gives one for each of the first few places that do not fit. */
function violations(misses: readonly Miss[], view: View | CallView): Violation[] {
  const errors = misses.filter((miss) => miss.isError);
  const schemas = misses.filter((miss) => !miss.isError);
  return [
    ...(errors.length > 0
      ? [
          {
            says: RESPONSE,
            expected: errors.map((miss) => miss.says).join(", or "),
            actual: answerSeen(view),
          },
        ]
      : []),
    ...schemas.flatMap((miss) => {
      const prefix = misses.length > 1 ? `${miss.name}: ` : "";
      return miss.errors
        .filter(isLeaf)
        .slice(0, TOLD)
        .map((error) => violation(error, view, prefix));
    }),
  ];
}

/** False for `if`, `anyOf` and the like, which only repeat what their branches report. */
function isLeaf(error: ErrorObject): boolean {
  return !["if", "anyOf", "oneOf", "allOf"].includes(error.keyword);
}

/** What came, in a few words: `404 ResourceNotFoundException "Function not found"`, `200 {"a":1}`. */
function answerSeen(view: View | CallView): string {
  const { status, error, body } = view;
  if (status === undefined) return "no response";
  if (error)
    return [status, error.code ?? "(no error name)", error.message && show(error.message, 120)]
      .filter(Boolean)
      .join(" ");
  return `${status} ${body?.bytes === 0 ? "(empty body)" : show(body?.json ?? body?.text ?? "(binary)", 120)}`;
}

function violation(error: ErrorObject, view: View | CallView, prefix: string): Violation {
  const missing = error.keyword === "required" ? `/${String(error.params["missingProperty"])}` : "";
  const place = `${error.instancePath}${missing}`;
  const says = prefix + placeWords(place);
  if (error.keyword === "required") return { says, expected: "present", actual: absence(place, view) };
  if (error.keyword === "sameAs" || error.keyword === "const") {
    const pointer = String(error.schema);
    const isSame = error.keyword === "sameAs";
    const other = isSame ? atPointer(view, pointer) : error.schema;
    const [expected, actual] = showApart(other, error.data, 300);
    return { says, expected: isSame ? `the same as ${placeWords(pointer)}: ${expected}` : expected, actual };
  }
  return { says, expected: expectedWords(error, view), actual: show(error.data, 300) };
}

/** Why something is absent: what a client did instead, if it is about a client. */
function absence(place: string, { outcome }: View | CallView): string {
  if (!outcome || !["/outcome/output", "/outcome/error", "/request"].includes(place)) return "absent";
  const { error, unsettled } = outcome;
  if (error) return `absent: the client reported ${show(error.name, 60)}: ${show(error.message, 200)}`;
  return unsettled ? "absent: the client reported nothing" : "absent: the client returned an output";
}

/** A place in words: `/headers/x-amzn-requestid` is `header x-amzn-requestid`. Other places are paths. */
function placeWords(pointer: string): string {
  const tokens = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  const [first, second] = tokens.slice(-2);
  if (first === "headers" && second !== undefined) return `header ${second}`;
  return tokens.length === 0 ? "the observation" : tokens.join(".");
}

function expectedWords(error: ErrorObject, view: View | CallView): string {
  const schema: unknown = error.schema;
  switch (error.keyword) {
    case "false schema":
      return "absent";
    case "enum":
      return `one of ${(schema as unknown[]).map((value) => show(value, 60)).join(", ")}`;
    case "type":
      return [schema].flat().join(" or ");
    case "pattern":
      return `text that matches ${String(schema)}`;
    case "not":
      return `not ${show(schema, 300)}`;
    case "atLeast":
      return `at least ${placeWords(String(schema))}: ${show(atPointer(view, String(schema)), 300)}`;
    case "includes":
      return `text with ${placeWords(String(schema))} in it: ${show(atPointer(view, String(schema)), 300)}`;
    default:
      return error.message ?? error.keyword;
  }
}
