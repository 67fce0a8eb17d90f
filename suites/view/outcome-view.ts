import type { ClientOutcome } from "../../drivers/observation.ts";
import { type TextView, textView } from "./text-view.ts";

/** What a client handed over, as clauses see it: `outcome` in specs/schema/observation.json. */
export interface OutcomeView {
  readonly output?: OutputView;
  readonly error?: {
    readonly name: string;
    readonly message: string;
    readonly status?: number;
    readonly members?: Readonly<Record<string, unknown>>;
    readonly sent: boolean;
    readonly partial?: OutputView;
  };
  readonly unsettled?: true;
  readonly exitStatus?: number;
  readonly cliVersion?: number;
  readonly printed?: string;
  readonly payloadType?: string;
}

/** The members that the client named, without the bytes, in addition to these two. */
interface OutputView {
  readonly Payload?: TextView;
  readonly stream?: OutcomeStream;
}

interface OutcomeStream {
  readonly events: readonly string[];
  readonly chunks: number;
  readonly sizes: readonly number[];
  readonly completes: number;
  readonly complete: Readonly<Record<string, unknown>>;
  readonly content: TextView;
}

export function outcomeView({ output, error, unsettled, ...told }: ClientOutcome): OutcomeView {
  return {
    ...told,
    ...(output && { output: outputView(output) }),
    ...(error && {
      error: { ...error, ...(error.partial && { partial: outputView(error.partial) }) } as NonNullable<
        OutcomeView["error"]
      >,
    }),
    ...(unsettled && { unsettled }),
  };
}

function outputView(output: Readonly<Record<string, unknown>>): OutputView {
  const { Payload: payload, EventStream: events, ...others } = output;
  return Object.assign(present(others), {
    ...(typeof payload === "string" && { Payload: textView(bytesOf(payload)) }),
    ...(Array.isArray(events) && { stream: streamOf(events as readonly EventOutput[]) }),
  });
}

type EventOutput = Readonly<Record<string, unknown>>;

function streamOf(events: readonly EventOutput[]): OutcomeStream {
  const chunks = events.flatMap(({ PayloadChunk: chunk }) =>
    chunk === undefined ? [] : [bytesOf((chunk as { Payload?: unknown } | null)?.Payload)],
  );
  const completes = events.flatMap(({ InvokeComplete: complete }) =>
    complete === undefined ? [] : [complete],
  );
  return {
    events: events.map((event) => Object.keys(event)[0] ?? ""),
    chunks: chunks.length,
    sizes: chunks.map(({ length }) => length),
    completes: completes.length,
    complete: present((completes[0] ?? {}) as Record<string, unknown>),
    content: textView(Buffer.concat(chunks)),
  };
}

/** The members that are not null, because some clients represent a missing member as null. */
function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}

function bytesOf(base64: unknown): Buffer {
  return Buffer.from(typeof base64 === "string" ? base64 : "", "base64");
}
