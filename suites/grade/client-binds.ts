import type { InvokeStep, ScriptedReply } from "../../generators/case.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Answer, Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { whatArrives } from "./grade-client.ts";
import { type Read, readsOf } from "./reads-of.ts";

/** One call of an application as the wire shows it. Its input, and how many attempts it allows, are not known. */
export interface SeenCall {
  readonly operation: Clause["operation"];
  readonly input: Readonly<Record<string, string>>;
  readonly hasPayload: boolean;
  readonly hasSessionToken: boolean;
  /** Whether each attempt names its call, so that they are known to belong together. */
  readonly isNamed: boolean;
  /** Whether it is known of each attempt that its signature is sound or wrong. */
  readonly isSignatureKnown: boolean;
  /** The reply to each attempt in order, with the name of its error. Undefined if there was none or it is incomplete. */
  readonly replies: readonly (
    | { readonly reply: ReceivedReply; readonly error: string | undefined }
    | undefined
  )[];
}

/** A clause that calls of an application can keep or break, with what it expects of them. */
export interface SeenClause {
  readonly clause: Clause;
  binds(call: SeenCall): boolean;
}

/**
 * The part of a clause that can judge a call that was not made for it, or undefined if there is none. That part is about signatures, the
 * encoding of the path, or attempts that must not happen. Comparisons with the caller's input are left out, because the input is unknown.
 * The clause binds calls that are like one of its cases: they have the same members and, for clauses about attempts, the same replies.
 */
export function seenClause(clause: Clause, specification: Specification): SeenClause | undefined {
  const shown = clause.level === "may" ? undefined : whatArrives(clause);
  if (shown === undefined) return undefined;
  const reads = readsOf(shown);
  if (!reads.every(isSeen) || !(reads.some(tells) || shown.expect.every(isOneAttempt))) return undefined;
  const readsSent = reads.some(({ path: [place] }) => place === "sent");
  const readsLabel = reads.some(({ path }) => path[1] === "label");
  const readsAttempts = reads.some(({ path: [place] }) => place === "received" || place === "requests");
  // The caller's input is unknown, but each attempt can be compared with the first.
  if (readsSent && !readsLabel && !reads.some(({ path: [place] }) => place === "received")) return undefined;
  const readsSignature = reads.some(({ path }) => path.includes("signature"));
  const steps = strataOf(clause, specification)
    .flatMap((stratum) => ("only" in stratum ? [stratum.only] : []))
    .flatMap(({ steps: [step, ...more] }) =>
      step?.do === "invoke" && more.length === 0 && isPlain(step, readsAttempts) ? [step] : [],
    );
  if (steps.length === 0) return undefined;
  return {
    clause: shown,
    binds(call) {
      if (call.operation !== clause.operation || (readsSignature && !call.isSignatureKnown)) return false;
      if (readsAttempts && !call.isNamed) return false;
      return steps.some(
        (step) =>
          hasMembers(call, step) &&
          (readsAttempts ? isAnsweredLike(call, step.replies ?? []) : isSentLike(call, step)),
      );
    },
  };
}

/** Whether the wire shows this for any call. */
function isSeen({ path: [place, member, ...below], keyword }: Read): boolean {
  if (place === "sent") return true;
  if (place === "requests") return keyword === "const" || keyword === "required";
  if (place === "received" && member === undefined) return true;
  const name = place === "received" ? below[0] : member;
  if (name === undefined || name === "signature" || name === "label") return true;
  const isCompared = keyword === "sameAs" || keyword === "required";
  if (name === "headers") return keyword === "required";
  return (name === "input" || (place === "received" && name === "body")) && isCompared;
}

/** Whether a call that was not made for the clause can break what is read here. */
function tells({ path, keyword }: Read): boolean {
  return keyword !== "required" && (path.includes("signature") || path[1] === "label");
}

/** Whether an answer demands exactly one request. Where more are allowed, their number depends on the client's configuration. */
function isOneAttempt({ schema }: Answer): boolean {
  const { requests } =
    (schema as { readonly properties?: { readonly requests?: { readonly const?: number } } }).properties ??
    {};
  return requests?.const === 1;
}

/** Whether a case gives its client no settings, and only complete replies. */
function isPlain({ client = {}, replies = [], wire }: InvokeStep, readsAttempts: boolean): boolean {
  const { sessionToken: _, ...settings } = client;
  if (wire !== undefined || Object.keys(settings).length > 0) return false;
  return !readsAttempts || (replies.length > 0 && replies.every(isWhole));
}

function isWhole({ silence, flip, endAt, cutAt, closes, delayMs }: ScriptedReply): boolean {
  return [silence, flip, endAt, cutAt, closes, delayMs].every((trouble) => trouble === undefined);
}

function hasMembers(call: SeenCall, { input, client }: InvokeStep): boolean {
  return (
    Object.keys(input).every((name) => call.input[name] !== undefined) &&
    (client?.sessionToken !== true || call.hasSessionToken)
  );
}

function isSentLike(call: SeenCall, { input, payload }: InvokeStep): boolean {
  return (
    (payload === undefined || call.hasPayload) &&
    Object.entries(input).every(([name, value]) => isEncoded(call.input[name] ?? "") === isEncoded(value))
  );
}

/** Whether a name has characters that a path has to encode. */
function isEncoded(value: string): boolean {
  return /[^A-Za-z0-9._~{}-]/.test(value);
}

/** Whether the attempts got the replies that the case scripts. Further replies do not matter. */
function isAnsweredLike({ replies }: SeenCall, script: readonly ScriptedReply[]): boolean {
  return script.every((scripted, index) => {
    const seen = replies[index];
    if (seen === undefined || seen.reply.status !== (scripted.status ?? 200)) return false;
    const failed = (headers: ScriptedReply["headers"] = []): boolean =>
      headerValue(headers, "x-amz-function-error") !== undefined;
    if (failed(scripted.headers) !== failed(seen.reply.headers)) return false;
    const code = headerValue(scripted.headers ?? [], "x-amzn-errortype");
    return seen.reply.status < 400 || (code !== undefined && code === seen.error);
  });
}
