import { createReader } from "../../generators/calls/asked.ts";
import { callsOf } from "../../generators/calls/calls-of.ts";
import type { Answer, Clause } from "../../specs/clause.ts";
import { broken } from "../../specs/keywords.ts";
import type { Keyword } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Handler } from "../../targets/handler-target.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { errorOf, successOf } from "../error-replies.ts";
import { eventType, withFrames, withPayload } from "../stream-reply.ts";
import { withHeader } from "../whole-reply.ts";
import { type Leaf, leavesOf } from "./leaf.ts";
import { changed } from "./places/body.ts";

/** An endpoint that gives one of the answers of a clause to all calls that the clause makes. */
export interface ScriptedAnswer {
  /** The answer by the name that a verdict counts. */
  readonly answer: string;
  wrap(handler: Handler): Handler;
}

/** One endpoint for each answer of a `may` clause, as far as a script can give it. */
export function scriptedAnswers(clause: Clause, specification: Specification): readonly ScriptedAnswer[] {
  const fits = matcherOf(clause, specification);
  return clause.expect.flatMap((answer): ScriptedAnswer[] => {
    const reply = replyOf(answer, clause, specification);
    const silent = leavesOf(answer.schema).some(
      ({ path, demand }) => path.join() === "ledger,count" && demand === 0,
    );
    // A function without an instruction does not report that it ran.
    const told = (request: RawRequest): RawRequest =>
      silent ? { ...request, body: Buffer.from("{}") } : request;
    return [
      {
        answer: answer.name ?? answer.error ?? "as expected",
        wrap: (handler) => ({
          handle: async (request) =>
            fits(request) ? reply(await handler.handle(told(request)), request) : handler.handle(request),
        }),
      },
    ];
  });
}

/** Replaces the reply of the reference, or changes the header or member in it that the answer is about. */
function replyOf(
  { error, schema }: Answer,
  clause: Clause,
  specification: Specification,
): (reply: RawReply, request: RawRequest) => RawReply | Promise<RawReply> {
  if (error !== undefined) return () => errorOf(error, "It is refused.", specification);
  const leaves = leavesOf(schema);
  const field = leaves.find(({ path: [place] }) => place === "headers");
  const name = field?.path[1] ?? "";
  if (field?.keyword === "absent") return (reply) => withHeader(reply, name, undefined);
  if (field?.keyword === "const") return (reply) => withHeader(reply, name, String(field.demand));
  if (field?.keyword === "pattern") return (reply) => withHeader(reply, name, literal(String(field.demand)));
  const told = leaves.find(
    ({ path: [place], keyword }) => place === "result" && (keyword === "const" || keyword === "pattern"),
  );
  if (told !== undefined) {
    const { path, keyword, demand } = told;
    const value = keyword === "const" ? demand : literal(String(demand));
    return (reply) => changed(reply, path.slice(1), () => value);
  }
  const ends = leaves.filter(({ path: [place, part] }) => place === "stream" && part === "complete");
  if (ends.length > 0) return (reply) => endedAs(reply, ends);
  const wanted = leaves.find(
    ({ path, keyword }) => path.join() === "status" && keyword !== "maximum",
  )?.demand;
  const { statuses, ...operation } = specification.operations[clause.operation];
  const type = Object.keys(statuses).find((name) => statuses[name] === wanted);
  return (reply, request) => {
    if (typeof wanted !== "number" || reply.status === wanted) return reply;
    return { ...successOf({ ...operation, statuses }, type, askedFor(request)), status: wanted };
  };
}

/** The stream with other members in its InvokeComplete: adds the demanded ones and removes the forbidden ones. */
function endedAs(reply: RawReply, demands: readonly Leaf[]): RawReply {
  return withFrames(reply, (frame, bytes) => {
    if (eventType(frame) !== "InvokeComplete") return [bytes];
    const says = JSON.parse(Buffer.from(frame.payload).toString("utf8")) as Record<string, unknown>;
    for (const { path, keyword, demand } of demands) {
      const name = path[2] ?? "";
      if (keyword === "absent") delete says[name];
      else says[name] = keyword === "const" ? demand : "Another";
    }
    return [withPayload(frame, Buffer.from(JSON.stringify(says)))];
  });
}

/** The value that the probe should return. */
function askedFor({ body }: RawRequest): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")).$probe.return.value;
  } catch {
    return null;
  }
}

/** The text that a pattern demands, if the pattern allows only one. */
function literal(pattern: string): string {
  return pattern
    .replace("[0-9]+", "1")
    .replace(/^\^|\(.*$|\$$/g, "")
    .replaceAll("\\", "");
}

function matcherOf(clause: Clause, specification: Specification): (request: RawRequest) => boolean {
  const { given, operation } = clause;
  if ("every" in given) return () => true;
  if ("scenario" in given) {
    const matchers = callsOf(clause, specification).map((call) =>
      call.matcher(specification, defaults.function),
    );
    return (request) => matchers.some((fits) => fits(request));
  }
  const read = createReader(specification);
  const { parameter, breaks } = given as { readonly parameter: string; readonly breaks?: Keyword };
  const member = specification.operations[operation].inputs.find(({ name }) => name === parameter);
  return (request) => {
    const asked = read(request);
    if (member === undefined || asked?.operation.name !== operation) return false;
    const value =
      member.place === "body" ? Buffer.from(request.body).toString("latin1") : asked.input[parameter];
    if (breaks === "required") return value === undefined || value === "";
    if (value === undefined) return false;
    const keywords: readonly Keyword[] = broken(member, value);
    return breaks === undefined ? keywords.length === 0 : keywords.includes(breaks);
  };
}
