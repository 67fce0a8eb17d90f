import type { Operation } from "../../specs/operation.ts";
import type { DifferingFacet } from "./endpoint-difference.ts";

/**
 * The places of an observation that each facet is about. All places of an error reply belong together, because a clause names the whole
 * error.
 */
const PLACES: Readonly<Record<string, RegExp>> = {
  status: /(?:^|\.)status$|^the (?:response|reply)$/,
  error: /(?:^|\.)error(?:\.code|\.known|\.status|\.inBody)?$|^the response$/,
  "words of the error": /(?:^|\.)error\.(?:message|failures)\b/,
  "members of the error": /(?:^|\.)error\.(?:messageMember|spelling|members|type)\b/,
  body: /(?:^|\.)(?:body|result|witness)\b/,
  log: /(?:^|\.)(?:log|outputs\.LogResult|headers\.x-amz-log-result)\b/,
  connection: /(?:^|\.)(?:status|http)\b|^the (?:response|reply)$/,
  "end of the reply": /(?:^|\.)(?:body\.fault|http)\b|^the reply$/,
  "events of the stream": /(?:^|\.)stream(?:$|\.(?:events|chunks|completes|lastIsComplete|faults)\b)/,
  "content of the stream": /(?:^|\.)(?:stream(?:$|\.content\b)|result\b|witness\b)/,
  "end of the stream": /(?:^|\.)stream(?:$|\.complete\b)/,
  executions: /(?:^|\.)ledger\.(?:count|contexts)\b|^executions and messages$/,
  "header x-amzn-errortype": /(?:^|\.)error(?:\.code|\.inHeader)?$|^the response$/,
};

/** Places of a function's result. They are also wrong if the function fails at one endpoint only. */
const FAILED = /(?:^|\.)(?:outputs\.FunctionError|result|witness|runs|stream\.content)\b/;

/** Whether a clause that reads these places, or finds them wrong, is about a facet. */
export function speaksOf(facet: DifferingFacet, places: readonly string[], operation: Operation): boolean {
  const name = nameOf(facet);
  const field = /^header (.*)$/.exec(name)?.[1];
  const member = operation.outputs.find(({ wireName }) => wireName?.toLowerCase() === field)?.name;
  const isOneSided = facet.endpoint === undefined || facet.against === undefined;
  const inBody = /^body\.(.*)$/s.exec(name)?.[1];
  return places.some((place) => {
    if (PLACES[name]?.test(place)) return true;
    if (inBody !== undefined) return isOfMember(place, inBody);
    if (field === undefined) return false;
    if (field === "x-amz-function-error" && isOneSided && FAILED.test(place)) return true;
    const [owner, what] = place.split(".").slice(-2);
    return (
      (owner === "headers" && what === field) ||
      (member !== undefined && (owner === "outputs" || owner === "brokenOutputs") && what === member)
    );
  });
}

/** Whether a place is the body, a member of it that is an object, or within that member. */
function isOfMember(place: string, member: string): boolean {
  const [, whole, inner] = /(?:^|\.)(body(?:\.json)?|result|witness)(?:\.(.*))?$/s.exec(place) ?? [];
  if (whole === undefined) return false;
  return inner === undefined || inner === member || inner.startsWith(`${member}.`);
}

/** The name of the facet without the number of the call. */
export function nameOf({ facet }: Pick<DifferingFacet, "facet">): string {
  return facet.replace(/^call \d+: /, "");
}

/** The place that a violation names: `204: header x-amzn-requestid` is `headers.x-amzn-requestid`. */
export function placeIn(says: string): string {
  return (says.split(": ").at(-1) ?? says).replace(/^header /, "headers.");
}
