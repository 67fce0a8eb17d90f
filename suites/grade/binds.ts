import { probeName } from "../../generators/base-step.ts";
import type { Asked } from "../../generators/calls/asked.ts";
import { callsOf } from "../../generators/calls/calls-of.ts";
import { isDisputedJson } from "../../generators/json/disputed-json.ts";
import type { Clause } from "../../specs/clause.ts";
import { isPassive } from "../../specs/is-passive.ts";
import type { Keyword, Member } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { parseFunctionName } from "../../targets/reference/function-name.ts";
import { createHasOtherFaults, faultsOf, memberValue } from "./other-faults.ts";
import { readsOf } from "./reads-of.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/** Whether a clause binds a recorded request, as far as the recording shows. */
export type Binds = (asked: Asked, recorded: RecordedExchange) => boolean;

/**
 * Decides whether a clause with its own cases binds a request that somebody else made. A breaking clause binds it if its keyword is the only one that
 * the request breaks. A keeping clause binds it if the value is sound and so is the rest of the request. A clause with a scenario binds it if the
 * request is like the calls of the scenario. Clauses whose cases take several calls, or count executions, bind no single request.
 * @param probe name of the probe: what other functions do is not known
 */
export function createBinds(clause: Clause, specification: Specification, probe: string): Binds {
  const { given, operation } = clause;
  // A recording does not show whether a signature was sound.
  if (isPassive(clause) || clause.requires?.includes("authenticates")) return () => false;
  if (!("scenario" in given)) return parameterBinds(clause, specification, probe);
  const [call, ...more] = callsOf(clause, specification);
  if (
    call === undefined ||
    more.length > 0 ||
    /"(?:ledger|timing|spread|named|calls)"/.test(JSON.stringify(clause.expect))
  ) {
    return () => false;
  }
  const fits = call.matcher(specification, probe);
  const absent = ["InvocationType", "LogType"];
  const hasOtherFaults = createHasOtherFaults(clause, specification, probe);
  return (asked, recorded) => {
    const { request, input, operation: its } = asked;
    const { unknown } = recorded;
    if (its.name !== operation || unknown.has("request") || unknown.has("request.body")) return false;
    // Members that are absent also distinguish a call, so all headers must be known.
    if (unknown.has("request.headers") && absent.some((name) => input[name] === undefined)) return false;
    return fits(request) && !hasOtherFaults(asked, recorded);
  };
}

function parameterBinds(clause: Clause, specification: Specification, probe: string): Binds {
  const given = clause.given as {
    readonly parameter: string;
    readonly keeps?: Keyword;
    readonly breaks?: Keyword;
    readonly with?: Readonly<Record<string, string>>;
  };
  const { inputs } = specification.operations[clause.operation];
  const member = inputs.find(({ name }) => name === given.parameter) as Member;
  const names = ["path", "query"].includes(member.place);
  const isOfProbe = readsOf(clause).some(({ path: [place = ""] }) => OF_FUNCTION.includes(place));
  const base = probeName(clause.operation, specification).replace("{function}", probe);
  const hasOtherFaults = createHasOtherFaults(clause, specification, probe);
  return (asked, recorded) => {
    const { unknown, exchange } = recorded;
    if (
      asked.operation.name !== clause.operation ||
      unknown.has("request") ||
      !agrees(asked, given.with, probe)
    )
      return false;
    // Cases of this clause are synchronous unless it says otherwise. AWS reads the payload of an event later, and not completely.
    if (
      ["ClientContext", "Payload"].includes(member.name) &&
      given.with?.["InvocationType"] === undefined &&
      !["RequestResponse", undefined].includes(asked.input["InvocationType"])
    )
      return false;
    const value = memberValue(member, asked);
    if (value === undefined || (member.place === "body" && (unknown.has("request.body") || value === "")))
      return false;
    if (hasOtherFaults(asked, recorded)) return false;
    const faults = faultsOf(asked);
    if (given.breaks !== undefined) {
      if (faults.length !== 1 || faults[0] !== `${member.name} ${given.breaks}`) return false;
      // Other clauses note JSON that only some parsers accept.
      if (given.breaks === "json" && member.place === "body" && isDisputedJson(value)) return false;
      // A body is read only after the function is found.
      return names || member.keywords.enum !== undefined || exchange.reply?.status !== 404;
    }
    if (faults.length > 0 || unknown.has("request.headers") || unknown.has("request.body")) return false;
    const others = new Set(["FunctionName", member.name, ...Object.keys(given.with ?? {})]);
    const isBaseCall =
      Object.keys(asked.input).every((input) => others.has(input)) &&
      (member.place === "body"
        ? !/^\{"\$probe"/.test(value)
        : WITNESS.test(Buffer.from(asked.request.body).toString("latin1")));
    const name = parseFunctionName(asked.input["FunctionName"] ?? "").name;
    return names && !isOfProbe ? true : name === base && isBaseCall;
  };
}

/** Places of an observation that depend on what the function does. */
const OF_FUNCTION: readonly string[] = ["witness", "result", "body", "log", "stream"];

/** A payload like that of generated cases, which asks the probe to return the nonce. */
const WITNESS = /^\{"\$probe":\{"return":\{"value":\{"nonce":/;

/** Whether the other members that a clause sends have the same values. */
function agrees(
  { input }: Asked,
  others: Readonly<Record<string, string>> | undefined,
  probe: string,
): boolean {
  return Object.entries(others ?? {}).every(
    ([name, value]) => input[name] === value.replaceAll("{function}", probe),
  );
}
