import type { Operation } from "../../specs/operation.ts";
import { arrivalOf, type Frame, type FrameFault, readFrames } from "../../wire/frames.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import { lazily } from "./lazily.ts";
import { type TextView, textView } from "./text-view.ts";

/** A body read as an event stream. See `stream` in specs/schema/observation.json. */
export interface StreamView {
  readonly faults: Readonly<Partial<Record<FrameFault["kind"], FrameFault>>>;
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

interface EventView extends HeadView {
  readonly bytes: number;
  readonly atMs: number;
  readonly json?: unknown;
}

/** The facts in the headers of a frame. */
interface HeadView {
  readonly messageType?: string;
  readonly eventType?: string;
  readonly contentType?: string;
  readonly headerNames: readonly string[];
  readonly headerTypes: readonly string[];
}

const lazyMembers = lazily<
  { readonly chunks: readonly Frame[]; readonly reply: ReceivedReply },
  Required<Pick<StreamView, "content" | "spread">>
>({
  content: ({ chunks }) => textView(Buffer.concat(chunks.map((frame) => frame.payload))),
  spread: ({ reply }) => spreadOf(reply),
});

/** Reads the frames of a reply. A fault in them is a finding, never an exception. */
export function streamView(reply: ReceivedReply, operation: Operation): StreamView {
  const { frames, faults } = readFrames(reply.body);
  const bytesEvent = operation.events.find((event) => event.payload === "bytes")?.name;
  const lastEvent = operation.events.find((event) => event.payload === "json")?.name;
  const events = eventViews(frames, reply, lastEvent);
  const chunks = frames.filter((_, index) => events[index]?.eventType === bytesEvent);
  const complete = events.find((event) => event.eventType === lastEvent)?.json;
  return Object.assign(lazyMembers({ chunks, reply }), {
    faults: Object.fromEntries(faults.map((fault) => [fault.kind, fault])),
    events,
    chunks: chunks.length,
    completes: events.filter((event) => event.eventType === lastEvent).length,
    lastIsComplete: events.at(-1)?.eventType === lastEvent,
    complete: presentMembers(complete),
  });
}

function eventViews(
  frames: readonly Frame[],
  reply: ReceivedReply,
  jsonEvent: string | undefined,
): EventView[] {
  const heads = new Map<Frame["headers"], HeadView>();
  return frames.map((frame) => {
    // Frames with equal headers share one view: there may be thousands.
    const head = heads.get(frame.headers) ?? headView(frame);
    heads.set(frame.headers, head);
    const json = head.eventType === jsonEvent ? textView(frame.payload).json : undefined;
    return {
      ...head,
      bytes: frame.payload.length,
      atMs: arrivalOf(frame.offset + frame.length, reply.chunks),
      ...(json !== undefined && { json }),
    };
  });
}

function headView(frame: Frame): HeadView {
  const [messageType, eventType, contentType] = [":message-type", ":event-type", ":content-type"].map(
    (name) => textHeader(frame, name),
  );
  return {
    ...(messageType !== undefined && { messageType }),
    ...(eventType !== undefined && { eventType }),
    ...(contentType !== undefined && { contentType }),
    headerNames: frame.headers.map(({ name }) => name),
    headerTypes: frame.headers.map(({ type }) => type),
  };
}

function textHeader(frame: Frame, name: string): string | undefined {
  const header = frame.headers.find((field) => field.name === name);
  return header?.type === "string" ? header.value : undefined;
}

/** SDKs treat a null member as absent, and so do clauses. */
function presentMembers(json: unknown): Record<string, unknown> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== null));
}

/**
 * Pairs each line `{"t": <ms since the epoch>}` that the probe writes on request with the arrival of its last byte. It searches the raw body, because
 * arrival times do not depend on framing or on whether the text became a JSON string.
 */
function spreadOf({ body, chunks }: ReceivedReply): StreamView["spread"] {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  let [first, last]: (RegExpExecArray | undefined)[] = [];
  for (const mark of text.matchAll(/\{\\?"t\\?":\s*(\d+(?:\.\d+)?)\}/g)) {
    first ??= mark;
    last = mark;
  }
  if (!first || !last || first === last) return undefined;
  const arrived = (mark: RegExpExecArray): number => arrivalOf(mark.index + mark[0].length, chunks);
  const writesMs = Number(last[1]) - Number(first[1]);
  const arrivalsMs = arrived(last) - arrived(first);
  return { writesMs, arrivalsMs, ratio: writesMs === 0 ? 0 : arrivalsMs / writesMs };
}
