import { isUtf8 } from "node:buffer";
import type { Operation } from "../../specs/operation.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { readFrames } from "../../wire/frames.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";

/** Returns the text with names replaced. */
export type Rename = (text: string) => string;

/** Makes a function that replaces texts everywhere. If several match, it replaces the longest. */
export function createRename(names: Readonly<Record<string, string>>): Rename {
  const longestFirst = Object.keys(names).sort((one, other) => other.length - one.length);
  if (longestFirst.length === 0) return (text) => text;
  // In one pass, so that a replacement is not replaced again.
  const any = new RegExp(longestFirst.map(escaped).join("|"), "g");
  return (text) => text.replace(any, (name) => names[name] ?? name);
}

/** The reply with names replaced everywhere: in its head, its body, the frames of a stream, and the log. */
export function renamedReply(reply: ReceivedReply, { events }: Operation, rename: Rename): ReceivedReply {
  const isFramed = events.length > 0 && reply.status === 200;
  const body = isFramed ? renamedFrames(reply.body, rename) : renamedBytes(reply.body, rename);
  const headers = reply.headers.map(
    ([name, value]) =>
      [
        name,
        /^x-amz-log-result$/i.test(name) ? renamedBase64(value, rename) : renamedField(value, rename),
      ] as const,
  );
  const isSame = Buffer.compare(body, reply.body) === 0;
  return { ...reply, headers, ...(!isSame && { body, chunks: [{ at: 0, size: body.length }] }) };
}

function renamedFrames(body: Uint8Array, rename: Rename): Uint8Array {
  const { frames } = readFrames(body);
  const written = frames.map((frame) => {
    const { headers, payload, offset, length } = frame;
    const changed = renamedPayload(payload, rename);
    // A frame without changes keeps its original bytes.
    return changed === payload ? body.subarray(offset, offset + length) : encodeFrame(headers, changed);
  });
  const last = frames.at(-1);
  return Buffer.concat([...written, body.subarray(last === undefined ? 0 : last.offset + last.length)]);
}

function renamedPayload(payload: Uint8Array, rename: Rename): Uint8Array {
  const { LogResult: log, ...members } = jsonOf(payload) ?? {};
  if (typeof log !== "string") return renamedBytes(payload, rename);
  const renamed = { members: renamedJson(members, rename), log: renamedBase64(log, rename) };
  if (renamed.log === log && JSON.stringify(renamed.members) === JSON.stringify(members)) return payload;
  return Buffer.from(JSON.stringify({ ...(renamed.members as object), LogResult: renamed.log }));
}

function jsonOf(payload: Uint8Array): { readonly LogResult?: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(payload).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Bytes with names replaced. Bytes that are not text stay the same. */
export function renamedBytes(bytes: Uint8Array, rename: Rename): Uint8Array {
  const encoding = isUtf8(bytes) ? "utf8" : "latin1";
  const text = Buffer.from(bytes).toString(encoding);
  const renamed = rename(text);
  return renamed === text ? bytes : Buffer.from(renamed, encoding);
}

/** The value of a header with names replaced. Each of its characters stands for a byte. */
export function renamedField(value: string, rename: Rename): string {
  return Buffer.from(renamedBytes(Buffer.from(value, "latin1"), rename)).toString("latin1");
}

function renamedBase64(text: string, rename: Rename): string {
  return Buffer.from(renamedBytes(Buffer.from(text, "base64"), rename)).toString("base64");
}

export function renamedJson(json: unknown, rename: Rename): unknown {
  return JSON.parse(rename(JSON.stringify(json)));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
