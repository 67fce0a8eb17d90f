import { probeName } from "../../generators/base-step.ts";
import type { Asked } from "../../generators/calls/asked.ts";
import type { Clause } from "../../specs/clause.ts";
import { broken } from "../../specs/keywords.ts";
import type { Member, Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { type FunctionName, parseFunctionName } from "../../targets/reference/function-name.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/** Whether a recorded call has a fault other than the one that its clause is about. It may be refused for that fault, so it shows nothing. */
export type HasOtherFaults = (asked: Asked, recorded: RecordedExchange) => boolean;

/**
 * Finds faults, also those that no keyword covers: an endpoint may expect another region, two qualifiers may clash, a payload may be too
 * large. A fault that the clause itself writes out is what it is about, and does not count.
 * @param probe name of the probe
 */
export function createHasOtherFaults(
  clause: Clause,
  specification: Specification,
  probe: string,
): HasOtherFaults {
  const { given, operation, expect } = clause;
  const written = JSON.stringify(given);
  const isWritten = (name: string, value: string): boolean =>
    written.includes(JSON.stringify({ [name]: value }).slice(1, -1));
  const { scenario, step, parameter, keyword } = given as {
    readonly scenario?: string;
    readonly step?: { readonly input?: { readonly FunctionName?: string } };
    readonly parameter?: string;
    readonly keyword?: string;
  };
  // Such a scenario writes out its calls, or is about their faults.
  const isExact = scenario !== undefined && ["steps", "variants", "two-faults"].includes(scenario);
  const ownFaults = scenario === "broken-json" ? "Payload json" : `${parameter} ${keyword}`;
  const called = (step?.input?.FunctionName ?? probeName(operation, specification)).replace(
    "{function}",
    probe,
  );
  const isOfNobody = expect.some(({ error }) => error === "ResourceNotFoundException");

  return (asked, recorded) => {
    const { input, request, operation: its } = asked;
    const name = parseFunctionName(input["FunctionName"] ?? "");
    const qualifier = input["Qualifier"];
    const clashes = qualifier !== undefined && name.qualifier !== undefined && qualifier !== name.qualifier;
    if (clashes && !isWritten("Qualifier", qualifier)) return true;
    if (
      Object.entries(input).some(
        ([member, value]) => value === "" && member !== parameter && !isWritten(member, ""),
      )
    )
      return true;
    const { region, account } = name;
    if (region !== undefined && !written.includes(region) && region !== regionOf(recorded)) return true;
    // An archive does not show whose account it is.
    const isMissing = recorded.exchange.reply?.status === 404 && !isOfNobody;
    if (account !== undefined && !written.includes(account) && isMissing) return true;
    if (isExact) return false;
    if (isLoose(name)) return true;
    if (request.headers.some(([field]) => isStrange(field, its))) return true;
    if (scenario !== undefined) {
      if (name.name !== parseFunctionName(called).name) return true;
      if (faultsOf(asked).some((fault) => fault !== ownFaults)) return true;
    }
    return request.body.length > limitOf(its, input["InvocationType"]) && !written.includes("maxBytes");
  };
}

const faults = new WeakMap<Asked, readonly string[]>();

/** Each keyword that a member of a request breaks: `FunctionName pattern`. Cached, because every clause needs it. */
export function faultsOf(asked: Asked): readonly string[] {
  const known = faults.get(asked) ?? findFaults(asked);
  faults.set(asked, known);
  return known;
}

function findFaults(asked: Asked): readonly string[] {
  return asked.operation.inputs.flatMap((input): string[] => {
    const value = memberValue(input, asked);
    return value === undefined ? [] : broken(input, value).map((keyword) => `${input.name} ${keyword}`);
  });
}

export function memberValue({ name, place }: Member, { input, request }: Asked): string | undefined {
  return place === "body" ? Buffer.from(request.body).toString("latin1") : input[name];
}

function limitOf({ limits }: Operation, type = "RequestResponse"): number {
  return limits.request[type] ?? Number.POSITIVE_INFINITY;
}

/** An ARN that matches the pattern but lacks a part or has an unknown partition. */
function isLoose({ partition, region, account }: FunctionName): boolean {
  if (partition === undefined) return false;
  return region === undefined || account === undefined || !PARTITION.test(partition);
}

const PARTITION = /^aws(?:-cn|-us-gov|-eusc|-iso(?:-[a-z])?)?$/;

/** Whether a header is one of AWS that the operation does not take. Endpoints may refuse some of these. */
function isStrange(field: string, { inputs }: Operation): boolean {
  const name = field.toLowerCase();
  if (!name.startsWith("x-amz") || COMMON.has(name)) return false;
  return !inputs.some(({ wireName }) => wireName?.toLowerCase() === name);
}

/** Headers that signatures, SDKs and tracing add to every call. */
const COMMON: ReadonlySet<string> = new Set([
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-user-agent",
  "x-amzn-trace-id",
]);

/** The region that a call was sent to: from its signature, the host, or the recorder. */
function regionOf({ exchange, source }: RecordedExchange): string | undefined {
  const signed = /Credential=[^/]*\/\d{8}\/([\w-]+)\/lambda\//.exec(
    headerValue(exchange.request.headers, "authorization") ?? "",
  );
  const host = /(?:^|\.)lambda(?:-fips)?\.([\w-]+)\./.exec(new URL(exchange.origin).host);
  return signed?.[1] ?? host?.[1] ?? source?.region;
}
