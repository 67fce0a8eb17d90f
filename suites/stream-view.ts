import type { Operation } from "../specs/operation.ts";
import { arrivalOf, type Frame, readFrames } from "../wire/frames.ts";
import type { ReceivedReply } from "../wire/received-reply.ts";
import { lazily } from "./lazily.ts";
import { type TextView, textView } from "./text-view.ts";

/** A body read as an event stream; see `stream` in specs/schema/observation.json. */
export interface StreamView {
  readonly fault?: { readonly kind: string; readonly offset: number; readonly says: string };
  readonly events: readonly EventView[];
  readonly chunks: number;
  readonly completes: number;
  readonly lastIsComplete: boolean;
  readonly complete: Readonly<Record<string, unknown>>;
  readonly content: TextView;
  readonly spread?:
    | { readonly writesMs: number; readonly arrivalsMs: number; readonly ratio: number }
    | undefined;
}

interface EventView {
  readonly messageType?: string;
  readonly eventType?: string;
  readonly contentType?: string;
  readonly headerNames: readonly string[];
  readonly headerTypes: readonly string[];
  readonly bytes: number;
  readonly atMs: number;
  readonly json?: unknown;
}

/** Reads the frames of a reply; a fault in them is a finding, never an exception. */
export function streamView(reply: ReceivedReply, operation: Operation): StreamView {
  const { frames, fault } = readFrames(reply.body);
  const bytesEvent = operation.events.find((event) => event.payload === "bytes")?.name;
  const lastEvent = operation.events.find((event) => event.payload === "json")?.name;
  const events = frames.map((frame) => eventView(frame, reply, lastEvent));
  const chunks = frames.filter((frame) => header(frame, ":event-type") === bytesEvent);
  const complete = events.find((event) => event.eventType === lastEvent)?.json;
  const lazy = lazily<Required<Pick<StreamView, "spread">>>({ spread: () => spreadOf(chunks, reply) });
  return Object.assign(lazy, {
    ...(fault && { fault }),
    events,
    chunks: chunks.length,
    completes: events.filter((event) => event.eventType === lastEvent).length,
    lastIsComplete: events.at(-1)?.eventType === lastEvent,
    complete: presentMembers(complete),
    content: textView(joined(chunks)),
  });
}

function eventView(frame: Frame, reply: ReceivedReply, jsonEvent: string | undefined): EventView {
  const eventType = header(frame, ":event-type");
  const messageType = header(frame, ":message-type");
  const contentType = header(frame, ":content-type");
  const json = eventType === jsonEvent ? textView(frame.payload).json : undefined;
  return {
    ...(messageType !== undefined && { messageType }),
    ...(eventType !== undefined && { eventType }),
    ...(contentType !== undefined && { contentType }),
    headerNames: frame.headers.map(({ name }) => name),
    headerTypes: frame.headers.map(({ type }) => type),
    bytes: frame.payload.length,
    atMs: arrivalOf(frame.offset + frame.length, reply.chunks),
    ...(json !== undefined && { json }),
  };
}

function header(frame: Frame, name: string): string | undefined {
  const value = frame.headers.find((field) => field.name === name)?.value;
  return typeof value === "string" ? value : undefined;
}

function joined(frames: readonly Frame[]): Uint8Array {
  return Buffer.concat(frames.map((frame) => frame.payload));
}

/** SDKs read a null member as an absent one; so do clauses. */
function presentMembers(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
}

/** The probe writes `{"t": <ms since epoch>}` lines when told to; each is paired with the arrival of its last byte. */
function spreadOf(chunks: readonly Frame[], reply: ReceivedReply): StreamView["spread"] {
  const marks: { wrote: number; arrived: number }[] = [];
  for (const chunk of chunks) {
    for (const [, t] of Buffer.from(chunk.payload)
      .toString("utf8")
      .matchAll(/\{"t":\s*(\d+(?:\.\d+)?)\}/g)) {
      marks.push({ wrote: Number(t), arrived: arrivalOf(chunk.offset + chunk.length, reply.chunks) });
    }
  }
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last || marks.length < 2) return undefined;
  const writesMs = last.wrote - first.wrote;
  const arrivalsMs = last.arrived - first.arrived;
  return { writesMs, arrivalsMs, ratio: writesMs === 0 ? 0 : arrivalsMs / writesMs };
}
