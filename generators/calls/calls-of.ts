import type { Clause } from "../../specs/clause.ts";
import { broken } from "../../specs/keywords.ts";
import type { Keyword } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { parseFunctionName } from "../../targets/reference/function-name.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { type Asked, createReader } from "./asked.ts";
import { createStepMatcher, type InvokeStepData, type StepData, type StepMatcher } from "./step-matcher.ts";

/** One kind of call that a clause with a scenario makes: what a mutant goes by. */
export interface Call {
  /** The name under which the expectation speaks of it. */
  readonly as?: string | undefined;
  /** Its InvocationType, where it has one. */
  readonly type?: string | undefined;
  /** The same for calls that look alike. */
  readonly kind?: string | undefined;
  matcher(specification: Specification, probe: string): StepMatcher;
}

type Given = Readonly<Record<string, unknown>>;

/**
 * The calls of a clause's cases in order, from the arguments of its scenario; none for a scenario that is not known here. Calls that are
 * made by chance are known by what they have in common.
 */
export function callsOf({ given, operation }: Clause, specification: Specification): readonly Call[] {
  const { scenario, ...rest } = given as { readonly scenario: string };
  return SCENARIOS[scenario]?.(rest, operation, specification) ?? [];
}

const SCENARIOS: Readonly<
  Record<
    string,
    (given: Given, operation: Clause["operation"], specification: Specification) => readonly Call[]
  >
> = {
  steps: ({ steps }) => (steps as readonly StepData[]).filter((step) => step.do === "invoke").map(stepCall),

  variants: ({ variants, step, after }, operation, specification) => {
    const base = changed(baseCall(operation, specification), step as Change);
    const steps = (variants as readonly { readonly step: Change }[]).map((variant) =>
      changed(base, variant.step),
    );
    const later = ((after ?? []) as readonly StepData[]).filter((next) => next.do === "invoke");
    return [anyOf(steps), ...later.map(stepCall)];
  },

  "function-name-forms": ({ forms, stands, qualifier = "$LATEST" }, operation) => [
    askedCall(operation, ({ input, request }, probe) => {
      const name = parseFunctionName(input["FunctionName"] ?? "");
      const form =
        name.partition === undefined
          ? name.account === undefined
            ? "bare name"
            : "partial ARN"
          : "full ARN";
      const [inName, beside] = [name.qualifier, input["Qualifier"]].map((value) => value !== undefined);
      const stand = inName ? (beside ? "in both" : "in the name") : beside ? "as parameter" : "nowhere";
      return (
        name.name.startsWith(probe) &&
        beginning(request).startsWith('{"$probe":{"return":{"value":{"nonce":') &&
        ((forms ?? [form]) as readonly string[]).includes(form) &&
        ((stands ?? [stand]) as readonly string[]).includes(stand) &&
        (stand === "nowhere" || (name.qualifier ?? input["Qualifier"]) === qualifier) &&
        Object.keys(input).length === (beside ? 2 : 1)
      );
    }),
  ],

  "json-values": ({ step }, operation) => [
    payloadCall(operation, step as Change, (keywords) => keywords.length === 0),
  ],
  "broken-json": ({ step }, operation) => [
    payloadCall(operation, step as Change, (keywords) => keywords.includes("json")),
  ],

  tolerated: ({ parameter, keyword }, operation) => [
    askedCall(operation, (asked) => brokenIn(asked, parameter as string).includes(keyword as Keyword)),
  ],

  "two-faults": ({ first, second }, operation, specification) => [
    {
      matcher: (resolved, probe) => {
        const read = createReader(resolved);
        const faults = [first, second].map((fault) =>
          faultMatcher(fault as FaultArgument, operation, specification, probe),
        );
        return (request) => {
          const asked = read(request);
          return asked?.operation.name === operation && faults.every((has) => has(asked));
        };
      },
    },
  ],

  "stream-content": ({ kinds }, operation) => [
    askedCall(operation, ({ request: { body } }) => {
      const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 4096)).toString("utf8");
      if (!/^\{"\$probe":\{"stream":\{"chunks":\[[^;]*$/s.test(text) || body.length > 4096) {
        return kindOfLong(body) === (kinds as readonly string[])[0];
      }
      return (kinds as readonly string[]).some((kind) => STREAM_KINDS[kind]?.(text) ?? false);
    }),
  ],
};

/** What tells the kinds of scripted streams apart that are told in few bytes. */
const STREAM_KINDS: Readonly<Record<string, (text: string) => boolean>> = {
  nothing: (text) => text.includes('"chunks":[]'),
  "every byte": (text) =>
    text.includes(`"base64":"${Buffer.from([...Array(256).keys()]).toString("base64")}"`),
  text: (text) =>
    text.includes('"text":') &&
    !LOOK_ALIKES.test(text) &&
    !/"(?:times|pauseMs|clock|base64)"/.test(text) &&
    !/n[0-9a-f]{20}/.test(text),
  "look-alikes": (text) => LOOK_ALIKES.test(text),
  "many chunks": (text) => text.includes('"times":'),
  "one byte at a time": (text) =>
    /"base64":"[^"]{2}=="\}/.test(text) && !/"base64":"[^"]{3,}[^=]"|"times"/.test(text),
  "cut characters": (text) =>
    text.includes('"base64":') && !text.includes('"times"') && !/"base64":"[^"]{5,}"/.test(text),
  binary: (text) => /"base64":"[^"]{5,}"/.test(text) && !text.includes('"times"') && !LOOK_ALIKES.test(text),
};

const LOOK_ALIKES = /AAAA|statusCode|ErrorCode|errorType|abcd|\$probe.*\$probe/;

function kindOfLong({ length }: Uint8Array): string | undefined {
  if (length > 500_000) return "8 MB";
  return length > 20_000 ? "100,000 writes" : undefined;
}

type Change = Partial<Omit<InvokeStepData, "do" | "operation">> | undefined;

type FaultArgument = { readonly parameter: string; readonly breaks: Keyword } | { readonly step: Change };

/** A call has a fault that is told by a broken keyword, or by members that are as the fault has them. */
function faultMatcher(
  fault: FaultArgument,
  operation: Clause["operation"],
  specification: Specification,
  probe: string,
): (asked: Asked) => boolean {
  if ("parameter" in fault) return (asked) => brokenIn(asked, fault.parameter).includes(fault.breaks);
  const { input = {}, payload } = fault.step ?? {};
  const base = baseCall(operation, specification);
  return (asked) => {
    const wanted = { ...base, input: { ...asked.input, ...input }, payload: payload ?? undefined };
    // Of the payload only that is looked at which the fault says.
    const { payload: _, ...rest } = wanted;
    const request = payload === undefined ? { ...asked.request, body: new Uint8Array() } : asked.request;
    return createStepMatcher(
      payload === undefined ? rest : { ...rest, payload },
      specification,
      probe,
    )(request);
  };
}

function stepCall(step: InvokeStepData): Call {
  const { as, ...rest } = step;
  return {
    as,
    kind: JSON.stringify(rest),
    type: step.input["InvocationType"],
    matcher: (specification, probe) => createStepMatcher(step, specification, probe),
  };
}

function anyOf(steps: readonly InvokeStepData[]): Call {
  return {
    type: steps[0]?.input["InvocationType"],
    matcher(specification, probe) {
      const matchers = steps.map((step) => createStepMatcher(step, specification, probe));
      return (request) => matchers.some((fits) => fits(request));
    },
  };
}

function askedCall(operation: Clause["operation"], fits: (asked: Asked, probe: string) => boolean): Call {
  return {
    matcher(specification, probe) {
      const read = createReader(specification);
      return (request) => {
        const asked = read(request);
        return asked?.operation.name === operation && fits(asked, probe);
      };
    },
  };
}

/** Calls that differ in their payload alone. */
function payloadCall(
  operation: Clause["operation"],
  step: Change,
  fits: (keywords: readonly Keyword[]) => boolean,
): Call {
  const input = step?.input ?? {};
  const call = askedCall(operation, (asked) => {
    const others = Object.keys(asked.input).filter((name) => name !== "FunctionName");
    return (
      others.length === Object.keys(input).filter((name) => name !== "FunctionName").length &&
      others.every((name) => asked.input[name] === input[name]) &&
      !beginning(asked.request).includes('"$probe"') &&
      fits(brokenIn(asked, "Payload"))
    );
  });
  return { ...call, type: input["InvocationType"] };
}

function brokenIn({ operation, input, request }: Asked, name: string): readonly Keyword[] {
  const member = operation.inputs.find((candidate) => candidate.name === name);
  if (member === undefined) return [];
  const value = member.place === "body" ? Buffer.from(request.body).toString("latin1") : input[name];
  if (value === undefined) return member.keywords.required ? ["required"] : [];
  return broken(member, value);
}

function beginning({ body }: RawRequest): string {
  return Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, 200)).toString("utf8");
}

/** The sound call that others are made of by changing one thing. */
function baseCall(operation: Clause["operation"], { fixtures }: Specification): InvokeStepData {
  const streaming = fixtures.find(({ handler }) => handler === "probe.stream")?.name;
  return {
    do: "invoke",
    operation,
    input: { FunctionName: operation === "Invoke" ? "{function}" : (streaming ?? "{function}") },
    payload: { json: { $probe: { return: { value: { nonce: "{nonce}" } } } } },
  };
}

function changed(step: InvokeStepData, change: Change): InvokeStepData {
  return change === undefined ? step : { ...step, ...change, input: { ...step.input, ...change.input } };
}
