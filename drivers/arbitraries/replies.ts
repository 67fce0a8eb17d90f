import fc, { type Arbitrary } from "fast-check";
import { anyOf } from "../../generators/any-of.ts";
import type { ScriptedFrame, ScriptedReply } from "../../generators/case.ts";
import { payloadOf } from "../../generators/payload.ts";
import { errorReply } from "../../generators/scenarios/error-replies.ts";
import type { ErrorSpec } from "../../specs/error-spec.ts";
import type { Member, Operation, OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { type PreparedReply, prepareReply } from "../clients/scripted-reply.ts";
import { fill, type Placeholders } from "../placeholders.ts";
import { type ArbitraryOptions, inputOf, specificationOf, valuesOf } from "./arbitrary-options.ts";
import { keptValues } from "./parameter-values.ts";

/** A whole reply: its bytes, and how a client must interpret them. */
export interface GeneratedReply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** What the reply is, for a person. */
  readonly why: string;
  readonly expected: ExpectedOutcome;
}

/** What a client must return to its caller. */
export type ExpectedOutcome =
  | {
      readonly kind: "success";
      /** By the names of the outputs: ExecutedVersion, FunctionError, DurableExecutionArn, LogResult (in base64, as it is sent). */
      readonly outputs: Readonly<Record<string, string>>;
      /** The result of the function: the body, or all chunks of a stream. */
      readonly payload: Uint8Array;
      /** The chunks of a stream, as they are sent. */
      readonly chunks?: readonly Uint8Array[];
    }
  | {
      readonly kind: "error";
      readonly code: string;
      readonly message: string;
      /** Whether the client may retry, as SDKs do in their standard mode. */
      readonly retried: boolean;
    };

/** A reply that arrives incomplete or damaged. A client must not treat it as a success. */
export interface BrokenReply extends Omit<GeneratedReply, "expected"> {
  /** Whether the connection ends after the body, whatever length the reply announced. */
  readonly cut: boolean;
}

/** Limits of a generated stream: the number of its chunks, and the bytes of each. */
const MOST_CHUNKS = 5;
const MOST_CHUNK_BYTES = 40;
const REQUEST_ID = "b2a4f0a5-6f1c-4a8e-9c0d-3f6d1c2b7e55";

/** Whole replies that AWS may send: results, function errors, streams, and every error of the operation. */
export function replies(operation: OperationName, options: ArbitraryOptions = {}): Arbitrary<GeneratedReply> {
  const specification = specificationOf(options);
  return fc.oneof(successes(operation, specification, options), errors(operation, specification));
}

/** Replies that break on their way: a body that is shorter than its Content-Length or than its frames, or a stream with one flipped bit. */
export function brokenReplies(
  operation: OperationName,
  options: ArbitraryOptions = {},
): Arbitrary<BrokenReply> {
  const specification = specificationOf(options);
  const { events } = specification.operations[operation];
  const made = scripts(operation, specification, options).map(({ reply, why }) => ({
    why,
    reply,
    size: prepared(reply, operation, specification).body.length,
  }));
  const large = made.filter(({ size }) => size > 1);
  const cut = fc.tuple(large, fc.nat()).map(([{ reply, why, size }, any]) => {
    // At least one byte is missing.
    const cutAt = any % size;
    return { reply: { ...reply, cutAt }, why: `${why}, cut after ${cutAt} of ${size} bytes` };
  });
  const flipped = fc.tuple(large, fc.nat()).map(([{ reply, why, size }, any]) => {
    const flip = any % (size * 8);
    return { reply: { ...reply, flip }, why: `${why}, with bit ${flip} flipped` };
  });
  // Only a checksum shows a flipped bit, and only streams have one.
  return (events.length > 0 ? fc.oneof(cut, flipped) : cut).map(({ reply, why }) => {
    const { status, headers, body, cut: isCut } = prepared(reply, operation, specification);
    return { status, headers, body, why, cut: isCut };
  });
}

interface Script {
  readonly reply: ScriptedReply;
  readonly why: string;
  readonly expected: ExpectedOutcome;
}

function successes(
  operation: OperationName,
  specification: Specification,
  options: ArbitraryOptions,
): Arbitrary<GeneratedReply> {
  return scripts(operation, specification, options).map(({ reply, why, expected }) => {
    const { status, headers, body } = prepared(reply, operation, specification);
    return { status, headers, body, why, expected };
  });
}

function errors(operation: OperationName, specification: Specification): Arbitrary<GeneratedReply> {
  const known = specification.errors.filter(({ operations }) => operations.includes(operation));
  const messages = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
  return fc.tuple(fc.constantFrom(...known), messages).map(([error, message]: [ErrorSpec, string]) => {
    const { code, status, retried } = error;
    const { headers, body } = prepared(errorReply(error, message), operation, specification);
    const why = `the error ${code} with the message ${JSON.stringify(message)}`;
    return { status, headers, body, why, expected: { kind: "error", code, message, retried } };
  });
}

function scripts(
  operation: OperationName,
  specification: Specification,
  options: ArbitraryOptions,
): Arbitrary<Script> {
  const its = specification.operations[operation];
  const values = valuesOf(options);
  if (its.events.length > 0) return streams(its, values);
  return results(its, inputOf(operation, "Payload", specification), values);
}

/** Results of functions, and the payloads of function errors. */
function results(operation: Operation, payload: Member, values: Placeholders): Arbitrary<Script> {
  const json = anyOf(keptValues(payload));
  const failed = fc.constantFrom(undefined, "Unhandled", "Handled");
  return fc.tuple(json, failed, outputs(operation, values)).map(([{ value, why }, functionError, drawn]) => {
    const all = { ...drawn, ...(functionError !== undefined && { FunctionError: functionError }) };
    return {
      reply: {
        status: operation.statuses["RequestResponse"] ?? 200,
        headers: headersOf(operation, all, "application/json"),
        body: payloadOf(value),
      },
      why: `${functionError === undefined ? "a result" : `an error of the function (${functionError})`}: ${why}`,
      expected: { kind: "success", outputs: all, payload: Uint8Array.from(Buffer.from(value, "latin1")) },
    };
  });
}

/** Streams that end with an event as they should, with or without a function error. */
function streams(operation: Operation, values: Placeholders): Arbitrary<Script> {
  const chunk = fc.uint8Array({ minLength: 1, maxLength: MOST_CHUNK_BYTES });
  const chunks = fc.array(chunk, { maxLength: MOST_CHUNKS });
  const [first, last] = operation.events;
  const end = fc.record(
    Object.fromEntries(
      (last?.members ?? []).map((name) => [
        name,
        name === "LogResult" ? logs : fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
      ]),
    ),
    { requiredKeys: [] },
  );
  return fc.tuple(chunks, end, outputs(operation, values)).map(([pieces, ending, drawn]) => {
    const frames: ScriptedFrame[] = [
      ...pieces.map((bytes) => ({
        event: first?.name ?? "",
        payload: { base64: Buffer.from(bytes).toString("base64") },
      })),
      { event: last?.name ?? "", payload: { text: JSON.stringify(ending) } },
    ];
    return {
      reply: {
        status: operation.statuses["RequestResponse"] ?? 200,
        headers: headersOf(operation, drawn, "application/vnd.amazon.eventstream"),
        frames,
      },
      why: `a stream of ${pieces.length} chunks, which ends with ${JSON.stringify(ending)}`,
      expected: {
        kind: "success",
        outputs: { ...drawn, ...(ending as Readonly<Record<string, string>>) },
        payload: Uint8Array.from(Buffer.concat(pieces)),
        chunks: pieces,
      },
    };
  });
}

/** LogResult: base64 of the end of a log. */
const logs: Arbitrary<string> = fc
  .string({ unit: "grapheme", maxLength: 60 })
  .map((text) => Buffer.from(`START RequestId: ${REQUEST_ID}\n${text}\n`).toString("base64"));

/** Values of the outputs that have their own headers. Each is present or absent. */
function outputs({ outputs: all }: Operation, values: Placeholders): Arbitrary<Record<string, string>> {
  const drawn = all.flatMap((member): [string, Arbitrary<string>][] => {
    const { name, place, keywords } = member;
    if (place !== "header") return [];
    if (keywords.base64) return [[name, logs]];
    if (keywords.pattern === undefined) return [];
    return [[name, anyOf(keptValues(member)).map(({ value }) => fill(value, values))]];
  });
  return fc.record(Object.fromEntries(drawn), { requiredKeys: [] }) as Arbitrary<Record<string, string>>;
}

function headersOf(
  { outputs: all }: Operation,
  values: Readonly<Record<string, string>>,
  type: string,
): (readonly [string, string])[] {
  return [
    ["Content-Type", type],
    ["x-amzn-RequestId", REQUEST_ID],
    ...all.flatMap(({ name, wireName }): [string, string][] => {
      const value = values[name];
      return wireName === undefined || value === undefined ? [] : [[wireName, value]];
    }),
  ];
}

/** Every placeholder stands for itself, so that a drawn value stays as it is even when it looks like a placeholder. */
const ITSELF: Placeholders = {
  function: "{function}",
  account: "{account}",
  region: "{region}",
  partition: "{partition}",
  nonce: "{nonce}",
  collector: "{collector}",
};

function prepared(
  reply: ScriptedReply,
  operation: OperationName,
  { operations }: Specification,
): PreparedReply {
  return prepareReply(reply, operations[operation], ITSELF);
}
