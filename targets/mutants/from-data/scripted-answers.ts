import type { Answer, Clause } from "../../../specs/clause.ts";
import { broken } from "../../../specs/keywords.ts";
import type { Keyword } from "../../../specs/operation.ts";
import type { Specification } from "../../../specs/specification.ts";
import type { RawReply } from "../../../wire/raw-reply.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import { createReader } from "../../calls/asked.ts";
import { callsOf } from "../../calls/calls-of.ts";
import type { Handler } from "../../handler-target.ts";
import { defaults } from "../../reference/defaults.ts";
import { errorOf, successOf } from "../error-replies.ts";
import { leavesOf } from "./leaf.ts";

/** An endpoint that gives one of the answers that a clause knows to all calls that the clause makes. */
export interface ScriptedAnswer {
  /** As a verdict counts it. */
  readonly answer: string;
  wrap(handler: Handler): Handler;
}

/** Of a `may` clause: the endpoints that give its answers, as far as a script can. */
export function scriptedAnswers(clause: Clause, specification: Specification): readonly ScriptedAnswer[] {
  const fits = matcherOf(clause, specification);
  return clause.expect.flatMap((answer): ScriptedAnswer[] => {
    const reply = replyOf(answer, clause, specification);
    if (reply === undefined) return [];
    return [
      {
        answer: answer.name ?? answer.error ?? "as expected",
        wrap: (handler) => ({
          handle: async (request) => (fits(request) ? reply() : handler.handle(request)),
        }),
      },
    ];
  });
}

function replyOf(
  { error, schema }: Answer,
  clause: Clause,
  specification: Specification,
): (() => RawReply) | undefined {
  if (error !== undefined) return () => errorOf(error, "It is refused.", specification);
  const status = leavesOf(schema).find(({ path, keyword }) => path.join() === "status" && keyword !== "maximum");
  if (typeof status?.demand !== "number") return undefined;
  const wanted = status.demand;
  return () => ({ ...successOf(specification.operations[clause.operation]), status: wanted });
}

function matcherOf(clause: Clause, specification: Specification): (request: RawRequest) => boolean {
  const { given, operation } = clause;
  if ("every" in given) return () => true;
  if (!("parameter" in given)) {
    const matchers = callsOf(clause, specification).map((call) => call.matcher(specification, defaults.function));
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
