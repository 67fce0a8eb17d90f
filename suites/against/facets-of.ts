import type { Observation } from "../../drivers/observation.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { TextView } from "../view/text-view.ts";
import { type CallView, view } from "../view/view.ts";

/** What an endpoint did, facet by facet, as far as two endpoints should do the same. For example, `status` is `200`. */
export type Facets = ReadonlyMap<string, string>;

/** Headers about the transfer or the time, which each endpoint chooses for itself. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  "x-amz-log-result",
  "x-amz-cf-id",
  "x-amz-cf-pop",
  "x-amzn-remapped-content-length",
]);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The facets of a performed case, without what varies between performances: ids, dates, times, the nonce, region and account, and the order
 * of JSON members.
 */
export function facetsOf(observation: Observation, specification: Specification): Facets {
  const { calls } = view(observation, specification);
  const facets = new Map<string, string>();
  calls.forEach((call, index) => {
    const prefix = calls.length > 1 ? `call ${index + 1}: ` : "";
    const exchange = observation.calls[index]?.exchanges.at(-1);
    for (const [name, value] of ofCall(call, exchange)) {
      facets.set(prefix + name, neutral(value, observation.nonce));
    }
  });
  if (observation.ledger !== undefined) facets.set("executions", String(observation.ledger.length));
  return facets;
}

function* ofCall(call: CallView, exchange: Exchange | undefined): Iterable<readonly [string, string]> {
  const { reply, failure } = exchange ?? {};
  if (failure !== undefined) yield ["connection", failure.kind];
  if (reply === undefined || call.status === undefined) return;
  yield ["status", String(call.status)];
  if (reply.fault !== undefined) yield ["end of the reply", reply.fault.kind];
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    if (name === "x-amzn-requestid") yield [`header ${name}`, UUID.test(value) ? "{id}" : "no UUID"];
    else if (name === "content-type")
      yield ["header content-type", value.toLowerCase().replace(/;\s*/g, "; ")];
    else if (name === "x-amzn-errortype") yield ["header x-amzn-errortype", value.replace(/:.*/s, "")];
    else if (/^x-amzn?-/.test(name) && !OWN_FIELDS.has(name)) yield [`header ${name}`, value];
  }
  const { error } = call;
  if (error !== undefined) {
    yield ["error", error.code ?? "(no name)"];
    if (error.message !== undefined) yield ["words of the error", error.message];
    if (isObject(call.body?.json))
      yield ["members of the error", Object.keys(call.body.json).sort().join(", ")];
    return;
  }
  const { stream } = call;
  if (stream === undefined) {
    yield ["body", textOf(call.body?.json, reply.body)];
  } else {
    yield [
      "events of the stream",
      [...new Set(stream.events.map(({ eventType }) => eventType ?? "?"))].join(", "),
    ];
    yield ["content of the stream", contentOf(stream.content)];
    yield ["end of the stream", sorted(stream.complete, (name) => name !== "LogResult")];
  }
  if (call.log !== undefined) yield ["log", "there"];
}

/** Text as it is, so that the nonce in it can be removed. For other bytes, the digest. */
function contentOf({ bytes, json, text, sha256 }: TextView): string {
  if (bytes === 0) return "(empty)";
  return json === undefined ? (text ?? `${bytes} bytes, SHA-256 ${sha256}`) : sorted(json);
}

/** JSON with sorted members, or else the bytes as Latin-1. */
function textOf(json: unknown, bytes: Uint8Array): string {
  if (json !== undefined) return sorted(json);
  return bytes.length === 0 ? "(empty)" : Buffer.from(bytes).toString("latin1");
}

function sorted(value: unknown, isKept: (name: string) => boolean = () => true): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([name]) => isKept(name))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text with placeholders for what varies between calls, and between regions and accounts. */
function neutral(text: string, nonce: string): string {
  return (
    text
      .replaceAll(nonce, "{nonce}")
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "{id}")
      .replace(/\barn:(aws[\w-]*):(\w+):[\w-]*:\d{12}:/g, "arn:$1:$2:{region}:{account}:")
      .replace(/\b1-[0-9a-f]{8}-[0-9a-f]{24}\b/gi, "{trace}")
      .replace(/\bParent=[0-9a-f]{16}\b/gi, "Parent={id}")
      .replace(/;?\s*Sampled=[01?]|;?\s*Lineage=[\w:|-]+/gi, "")
      .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?/g, "{time}")
      .replace(/\b\d{4}\/\d\d\/\d\d\b/g, "{date}")
      .replace(/\[[0-9a-f]{32}\]/g, "[{id}]")
      .replace(/\b[0-9a-f]{32}\b/gi, "{id}")
      // Keep JSON valid: its members are compared one by one.
      .replace(/"(\w*(?:Ms|At|Time|Timestamp))":\d+(?:\.\d+)?/g, '"$1":"{number}"')
      .replace(/\b1[5-9]\d{8}(?:\d{3})?\b/g, "{time}")
      .replace(/\b\d+(?:\.\d+)? ?(ms|MB|seconds)\b/g, "{number} $1")
      // The frames of a stack trace contain file paths.
      .replace(/"(?:stackTrace|trace)":\[[^\]]*\]/g, '"trace":[]')
  );
}
