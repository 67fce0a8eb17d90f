import type { RawReply } from "../../../wire/raw-reply.ts";
import { eventType, isStream, withFrames, withPayload } from "../../stream-reply.ts";
import { withBody, withJson } from "../../whole-reply.ts";
import { type Falsifier, onReply } from "../falsification.ts";
import { jsonAt, withJsonAt } from "../json-at.ts";
import type { Leaf } from "../leaf.ts";
import { unlike } from "../unlike.ts";

/** The body is empty, is present where it must not be, or has other content. */
export const body: Falsifier = (leaf) => {
  const [name, ...path] = leaf.path;
  if (name === "json") return result({ ...leaf, path }, undefined as never);
  const wantsNone = name === "bytes" && (leaf.demand === 0 || leaf.keyword === "maximum");
  if (wantsNone && Number(leaf.demand) > 0) {
    const much = Buffer.alloc(Number(leaf.demand) + 1, "7");
    return [onReply("the body is too long", (reply) => withBody(reply, much))];
  }
  if (wantsNone) return [onReply("the response has a body", (reply) => withBody(reply, Buffer.from("null")))];
  if (name === "bytes") return [onReply("the body is empty", (reply) => withBody(reply, Buffer.alloc(0)))];
  if (name === "fault") {
    return [onReply("the body is cut short", (reply) => ({ ...reply, body: cut() }))];
  }
  return [onReply("the body is different", (reply) => withBody(reply, Buffer.from('"another"')))];
};

// biome-ignore lint/correctness/useYield: it fails before it has anything to yield.
async function* cut(): AsyncGenerator<Uint8Array> {
  throw new Error("cut");
}

/** The function's result is changed, or a member of it is missing. */
export const result: Falsifier = (leaf) => {
  const { keyword, path } = leaf;
  const place = path.length === 0 ? "the result" : `${path.join(".")} in the result`;
  if (keyword === "present")
    return [onReply(`${place} is missing`, (reply) => changed(reply, path, () => undefined))];
  if (keyword === "absent")
    return [onReply(`${place} is present`, (reply) => changed(reply, path, () => "mutant"))];
  return [onReply(`${place} is changed`, (reply) => changed(reply, path, (value) => other(value, leaf)))];
};

function other(value: unknown, leaf: Leaf): unknown {
  return unlike(value, leaf) ?? "mutant";
}

/** A function's JSON result, changed at a path, in the body or in the chunks of a stream. */
export function changed(
  reply: RawReply,
  path: readonly string[],
  change: (value: unknown) => unknown,
): RawReply | Promise<RawReply> {
  if (!isStream(reply)) {
    return withJson(reply, (json) => withJsonAt(json, path, change) ?? null);
  }
  return withFrames(reply, (frame, bytes) => {
    if (eventType(frame) !== "PayloadChunk") return [bytes];
    try {
      const json: unknown = JSON.parse(Buffer.from(frame.payload).toString("utf8"));
      const wanted = withJsonAt(json, path, change);
      if (jsonAt(json, path) === jsonAt(wanted, path)) return [bytes];
      return [withPayload(frame, Buffer.from(JSON.stringify(wanted ?? null)))];
    } catch {
      return [bytes];
    }
  });
}

/** The probe did not return what it should. */
export const witness: Falsifier = () => [
  onReply("the response is not what the function returned", (reply) =>
    changed(reply, [], () => ({ ok: true })),
  ),
];
