import { compose } from "../../../drivers/compose.ts";
import { createLimiter } from "../../../drivers/limiter.ts";
import type { Call, Observation } from "../../../drivers/observation.ts";
import type { InvokeStep } from "../../../generators/case.ts";
import type { Clause } from "../../../specs/clause.ts";
import { loadSpecification } from "../../../specs/load-specification.ts";
import type { Specification } from "../../../specs/specification.ts";
import type { Exchange } from "../../../wire/exchange.ts";
import { createBackoff } from "../backoff.ts";
import { type CaseAttempt, stepsOf } from "../case-attempt.ts";
import type { JudgeContext } from "../judge-context.ts";
import { createLife, type Life } from "../life.ts";
import { createOracle } from "../oracle.ts";
import { createShareCases } from "../share-cases.ts";

export const specification: Specification = loadSpecification();
const oracle = createOracle(specification);

/** What a fake subject does with a request: it responds, or the request fails. */
export type FakeResponse =
  | {
      readonly status?: number;
      readonly error?: string;
      readonly json?: unknown;
      readonly headers?: Headers;
      readonly endAt?: number;
    }
  | { readonly failure: NonNullable<Exchange["failure"]>["kind"]; readonly afterMs?: number };

type Headers = Readonly<Record<string, string>>;

/** A request to a fake subject. */
export interface FakeRequest {
  readonly attempt: CaseAttempt;
  /** The JSON in its body, with placeholders filled in. */
  readonly json: unknown;
  readonly input: Readonly<Record<string, string>>;
  /** How many requests came before it. */
  readonly index: number;
}

/** Does what the probe does if asked to return a value, and echoes everything else. */
export function likeTheProbe({ json }: FakeRequest): FakeResponse {
  const told = json as { $probe?: { return?: { value: unknown } } } | null | undefined;
  return { json: told?.$probe?.return ? told.$probe.return.value : json };
}

export interface FakeContext extends JudgeContext {
  readonly life: Life;
  /** What was performed, in order. */
  readonly performed: readonly CaseAttempt[];
  /** The attempts that `observed` was called with. */
  readonly seen: readonly CaseAttempt[];
}

/** A judge's context around a subject that is one function, without a driver, a network or waits. */
export function fakeContext(
  respond: (request: FakeRequest) => FakeResponse,
  more: Partial<JudgeContext> = {},
): FakeContext {
  const performed: CaseAttempt[] = [];
  const seen: CaseAttempt[] = [];
  let index = 0;
  return {
    specification,
    oracle,
    seed: 1,
    probe: true,
    cases: 30,
    concurrency: 4,
    life: createLife(0, new AbortController().signal),
    heavy: createLimiter(1),
    share: createShareCases([]),
    backoff: createBackoff([0, 0, 0, 0]),
    perform: async (attempt) => {
      performed.push(attempt);
      return observationOf(attempt, (request) => respond({ ...request, index: index++ }));
    },
    observed: (attempt) => seen.push(attempt),
    alive: async () => true,
    ...more,
    performed,
    seen,
  };
}

/** The observation of an attempt whose requests get these responses. */
export function observationOf(
  attempt: CaseAttempt,
  respond: (request: Omit<FakeRequest, "index">) => FakeResponse,
): Observation {
  const calls = stepsOf(attempt).flatMap((step) =>
    step.do === "invoke" ? [callOf(step, attempt, respond)] : [],
  );
  return { nonce: attempt.nonce, calls };
}

const PLACE = { function: "probe", account: "123456789012", region: "us-east-1", partition: "aws" };

function callOf(
  step: InvokeStep,
  attempt: CaseAttempt,
  respond: (request: Omit<FakeRequest, "index">) => FakeResponse,
): Call {
  const values = { ...PLACE, nonce: attempt.nonce };
  const surroundings = { basePath: "", headers: [] };
  const { request, input, payload } = compose(
    step,
    specification.operations[step.operation],
    values,
    surroundings,
  );
  const response = respond({ attempt, json: jsonOf(request.body), input });
  const exchange: Exchange = {
    origin: "http://127.0.0.1:1",
    request,
    startedAt: 0,
    ...("failure" in response
      ? {
          failure: {
            kind: response.failure,
            says: `it was ${response.failure}`,
            afterMs: response.afterMs ?? 0,
          },
        }
      : { reply: replyOf(response) }),
  };
  return { step, input, ...(payload && { payload }), exchanges: [exchange] };
}

function replyOf(response: Exclude<FakeResponse, { failure: unknown }>): NonNullable<Exchange["reply"]> {
  const { error, json, headers = {}, endAt = 1 } = response;
  const { status = error === undefined ? 200 : (statusOf(error) ?? 400) } = response;
  const fields = Object.entries({ ...(error && { "x-amzn-ErrorType": error }), ...headers });
  const body = Buffer.from(
    JSON.stringify(error === undefined ? json : { Type: "User", message: error }) ?? "",
  );
  return { status, headers: fields, body, chunks: [], headAt: 1, endAt };
}

function statusOf(code: string): number | undefined {
  return specification.errors.find((error) => error.code === code)?.status;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return undefined;
  }
}

/** One call of the probe with a payload. */
export function steps(json: unknown): Clause["given"] {
  const input = { FunctionName: "{function}" };
  return { scenario: "steps", steps: [{ do: "invoke", operation: "Invoke", input, payload: { json } }] };
}

/** A clause with one case: the probe is asked to return the nonce, and the response has status 200. */
export const SOUND: Clause = {
  id: "invoke/test/sound",
  operation: "Invoke",
  binds: "server",
  level: "must",
  says: "A sound call is answered 200.",
  given: steps({ $probe: { return: { value: { nonce: "{nonce}" } } } }),
  expect: [{ schema: { required: ["status"], properties: { status: { const: 200 } } } }],
  source: [{ kind: "documented", where: "API_Invoke" }],
};

/** A clause with any number of cases: JSON comes back as it was sent. */
export const ECHOED: Clause = {
  ...SOUND,
  id: "invoke/test/echoed",
  given: { parameter: "Payload", keeps: "json" },
  expect: [
    {
      schema: {
        required: ["status", "result"],
        properties: { status: { const: 200 }, result: { sameAs: "/sent/payload/json" } },
      },
    },
  ],
};

/** A clause with breaking cases: an unknown invocation type is refused. */
export const REFUSED: Clause = {
  ...SOUND,
  id: "invoke/test/refused",
  given: { parameter: "InvocationType", breaks: "enum" },
  expect: [{ error: "ValidationException" }],
};
