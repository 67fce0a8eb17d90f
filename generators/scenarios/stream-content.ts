import fc, { type Arbitrary } from "fast-check";
import { UserError } from "../../specs/user-error.ts";
import { probeName } from "../base-step.ts";
import type { Bytes } from "../bytes.ts";
import type { Case } from "../case.ts";
import { withoutPlaceholders } from "../placeholders.ts";
import type { Scenario } from "../scenario.ts";
import type { Stratum } from "../stratum.ts";

/**
 * Streams that the probe is told to write, chunk by chunk: what comes must be what `sent.written` of the observation says. Argument
 * `kinds`: which of the names below. Chunks have at most a few hundred bytes, but for the large streams.
 */
export const streamContent: Scenario = (clause, specification) => {
  const { kinds: wanted } = clause.given as unknown as { readonly kinds: readonly string[] };
  const unknown = wanted.find((kind) => !(kind in kinds));
  if (unknown !== undefined) throw new UserError(`${clause.id}: there is no kind of stream "${unknown}"`);
  const made = (kind: string, script: Script): Case => ({
    kind,
    why: `the function streams ${script.why}`,
    steps: [
      {
        do: "invoke",
        operation: clause.operation,
        input: { FunctionName: probeName(clause.operation, specification) },
        payload: script.payload,
      },
    ],
  });
  return wanted.map((kind): Stratum<Case> => {
    const scripts = kinds[kind] as Arbitrary<Script> | Script;
    return "payload" in scripts
      ? { kind, only: made(kind, scripts) }
      : { kind, many: scripts.map((script) => made(kind, script)) };
  });
};

/** The instruction that makes the probe stream something, and what that is in words that follow "streams". */
interface Script {
  readonly payload: Bytes;
  readonly why: string;
}

interface Chunk {
  readonly text?: string;
  readonly base64?: string;
  readonly times?: number;
}

/** Sound frames of this very operation. */
const FRAMES = {
  chunk:
    "AAAAdQAAAFrfrgg8CzpldmVudC10eXBlBwAMUGF5bG9hZENodW5rDTpjb250ZW50LXR5cGUHABhhcHBsaWNhdGlvbi9vY3RldC1zdHJlYW0NOm1lc3NhZ2UtdHlwZQcABWV2ZW50W1siYXBwLTEiXV0mnYtE",
  complete:
    "AAAAZgAAAFQfVshpCzpldmVudC10eXBlBwAOSW52b2tlQ29tcGxldGUNOmNvbnRlbnQtdHlwZQcAEGFwcGxpY2F0aW9uL2pzb24NOm1lc3NhZ2UtdHlwZQcABWV2ZW50e31wBtRn",
};

const bytes = (minLength: number, maxLength: number): Arbitrary<Buffer> =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array));

/** Half of it ASCII, the rest any character but halves of surrogate pairs. */
const character: Arbitrary<string> = fc
  .oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0x80, max: 0x10f7ff }))
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));

const text = (minLength: number, maxLength: number): Arbitrary<string> =>
  fc.array(character, { minLength, maxLength }).map((characters) => withoutPlaceholders(characters.join("")));

const kinds: Readonly<Record<string, Arbitrary<Script> | Script>> = {
  binary: fc
    .array(bytes(1, 300), { minLength: 1, maxLength: 8 })
    .map((chunks) => script(chunks.map(base64), counted(chunks.length, "chunk", "of arbitrary bytes"))),
  "every byte": script(
    [base64(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))],
    "each of the 256 bytes",
  ),
  text: fc.array(text(1, 40), { minLength: 1, maxLength: 8 }).map((chunks) =>
    script(
      chunks.map((chunk) => ({ text: chunk })),
      counted(chunks.length, "chunk", "of text"),
    ),
  ),
  /** No chunk is text by itself: each character of more than one byte lies in two or more of them. */
  "cut characters": fc
    .tuple(
      fc.array(fc.constantFrom("é", "ß", "€", "日", "語", "😀", "𝄞"), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([characters, size]) => {
      const whole = Buffer.from(characters.join(""));
      return script(
        pieces(whole, size).map(base64),
        `${whole.toString()}, ${counted(size, "byte", "at a time")}`,
      );
    }),
  "one byte at a time": bytes(1, 60).map((whole) =>
    script(pieces(whole, 1).map(base64), counted(whole.length, "byte", "one by one")),
  ),
  "many chunks": fc
    .array(fc.tuple(bytes(1, 6), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 20 })
    .map((runs) =>
      script(
        runs.map(([chunk, times]) => ({ ...base64(chunk), times })),
        counted(
          runs.reduce((sum, [, times]) => sum + times, 0),
          "chunk",
          "of a few bytes",
        ),
      ),
    ),
  /** A reader that looks for what it knows in the data, instead of counting bytes, takes these for what they are not. */
  "look-alikes": fc.constantFrom(
    script([{ base64: FRAMES.chunk }], "a frame of an event stream"),
    script([{ base64: FRAMES.complete }], "a frame that says InvokeComplete"),
    script(
      [
        { text: '{"statusCode":404,"headers":{"content-type":"text/plain"}}' },
        base64(Buffer.alloc(8)),
        { text: "x" },
      ],
      "a prelude of the HTTP integration",
    ),
    script([{ text: '{"ErrorCode":"Unhandled","ErrorDetails":"x"}' }], "the members of InvokeComplete"),
    script([{ text: "4\r\nabcd\r\n0\r\n\r\n" }], "what chunks of HTTP look like"),
    script([{ text: '{"errorType":"Error","errorMessage":"x"}' }], "what an error looks like"),
    script([{ text: '{"$probe":{"return":{"value":1}}}' }], "an instruction"),
  ),
  nothing: script([], "nothing at all"),
  "8 MB": script8Mb(),
  "100,000 writes": script(
    Array.from({ length: 1000 }, (_, run) => ({ text: String.fromCharCode(0x21 + (run % 90)), times: 100 })),
    "100,000 chunks of one byte",
  ),
};

function script(chunks: readonly Chunk[], why: string): Script {
  return { payload: { json: { $probe: { stream: { chunks } } } }, why };
}

function counted(number: number, thing: string, how: string): string {
  return `${number} ${thing}${number === 1 ? "" : "s"} ${how}`;
}

function base64(chunk: Uint8Array): Chunk {
  return { base64: Buffer.from(chunk).toString("base64") };
}

function pieces(whole: Buffer, size: number): Buffer[] {
  const count = Math.ceil(whole.length / size);
  return Array.from({ length: count }, (_, at) => whole.subarray(at * size, (at + 1) * size));
}

/** 128 writes of 64 KB: eight different ones, sixteen times each; the case itself stays small. */
function script8Mb(): Script {
  const block = (letter: string): Bytes[] => [
    { text: '{"text":"' },
    { repeat: { text: `${letter}.${letter.toLowerCase()}-` }, times: 16_384 },
    { text: '","times":16}' },
  ];
  const blocks = [..."ABCDEFGH"].flatMap((letter, at) =>
    at === 0 ? block(letter) : [{ text: "," }, ...block(letter)],
  );
  return {
    payload: {
      concat: [{ text: '{"$probe":{"stream":{"chunks":[' }, ...blocks, { text: "]}}}" }],
    },
    why: "8 MB in writes of 64 KB",
  };
}
