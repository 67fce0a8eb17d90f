import { unlike } from "../../from-data/unlike.ts";
import { type ClientDefect, type ClientPart, onOutput } from "./client-fault.ts";

type Event = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Breaks demands on the events that a client returns to its caller. */
export const streamFaults: ClientPart = ({ path: [part, below], ...leaf }) => {
  switch (part) {
    case "content":
      return [
        onEvents("changes the content of a chunk", (events) => {
          const at = events.findIndex((event) => "PayloadChunk" in event);
          return at === -1 ? [chunk("x"), ...events] : events.with(at, chunk("x", events[at]));
        }),
      ];
    case "chunks":
    case "sizes":
      return [onEvents("returns a chunk that it did not receive", (events) => [chunk(""), ...events])];
    case "completes":
      return [
        onEvents("returns no InvokeComplete", (events) =>
          events.filter((event) => !("InvokeComplete" in event)),
        ),
      ];
    case "events":
      return below === undefined
        ? [onEvents("returns events in a different order", (events) => events.toReversed())]
        : [onEvents("returns an additional event", (events) => [...events, { Mutant: {} }])];
    case "complete":
      return [
        onEvents(`returns InvokeComplete with a different ${below ?? "member"}`, (events) =>
          events.map((event) => {
            const complete = event["InvokeComplete"];
            if (complete === undefined) return event;
            const name = below ?? "Mutant";
            const value = below === undefined ? "mutant" : unlike(complete[below], leaf);
            return { InvokeComplete: { ...complete, [name]: value } };
          }),
        ),
      ];
    default:
      return [];
  }
};

function onEvents(says: string, change: (events: readonly Event[]) => readonly Event[]): ClientDefect {
  return onOutput(says, ({ EventStream: events, ...output }) => ({
    ...output,
    EventStream: change((events ?? []) as readonly Event[]),
  }));
}

/** A chunk with these bytes, appended to those of another chunk. */
function chunk(text: string, before?: Event): Event {
  const bytes = Buffer.from(String(before?.["PayloadChunk"]?.["Payload"] ?? ""), "base64");
  return { PayloadChunk: { Payload: Buffer.concat([bytes, Buffer.from(text)]).toString("base64") } };
}
