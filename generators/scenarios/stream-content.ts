import fc, { type Arbitrary } from "fast-check";
import { probeName } from "../base-step.ts";
import type { Bytes } from "../bytes.ts";
import { askedCall } from "../calls/asked-call.ts";
import { startOf } from "../calls/start-of.ts";
import type { Case } from "../case.ts";
import { withoutPlaceholders } from "../placeholders.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, listOf, object, oneOf } from "../schema.ts";
import type { Stratum } from "../stratum.ts";

/** The instruction that makes the probe stream, and a description of the content in words that follow "streams". */
interface Script {
  readonly payload: Bytes;
  readonly why: string;
}

interface Chunk {
  readonly text?: string;
  readonly base64?: string;
  readonly times?: number;
}

/** Valid frames of this same operation. */
const FRAMES = {
  chunk:
    "AAAAdQAAAFrfrgg8CzpldmVudC10eXBlBwAMUGF5bG9hZENodW5rDTpjb250ZW50LXR5cGUHABhhcHBsaWNhdGlvbi9vY3RldC1zdHJlYW0NOm1lc3NhZ2UtdHlwZQcABWV2ZW50W1siYXBwLTEiXV0mnYtE",
  complete:
    "AAAAZgAAAFQfVshpCzpldmVudC10eXBlBwAOSW52b2tlQ29tcGxldGUNOmNvbnRlbnQtdHlwZQcAEGFwcGxpY2F0aW9uL2pzb24NOm1lc3NhZ2UtdHlwZQcABWV2ZW50e31wBtRn",
};

const bytes = (minLength: number, maxLength: number): Arbitrary<Buffer> =>
  fc.uint8Array({ minLength, maxLength }).map((array) => Buffer.from(array));

/** Half ASCII, half any other character except surrogates. */
const character: Arbitrary<string> = fc
  .oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0x80, max: 0x10f7ff }))
  .map((number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800));

const textOf = (minLength: number, maxLength: number): Arbitrary<string> =>
  fc.array(character, { minLength, maxLength }).map((characters) => withoutPlaceholders(characters.join("")));

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** A kind of stream: the scripts that produce it, and whether the body of a request asks for a stream of this kind. */
interface Kind {
  readonly scripts: Arbitrary<Script> | Script;
  asks(body: Uint8Array): boolean;
}

/** Scripts up to this many bytes are recognized by their content, longer ones by their size. */
const SHORT = 4096;

function short(scripts: Kind["scripts"], asks: (text: string) => boolean): Kind {
  return {
    scripts,
    asks: (body) => {
      if (body.length > SHORT) return false;
      const text = startOf(body, SHORT);
      return /^\{"\$probe":\{"stream":\{"chunks":\[[^;]*$/s.test(text) && asks(text);
    },
  };
}

const LOOK_ALIKES = /AAAA|statusCode|ErrorCode|errorType|abcd|\$probe.*\$probe/;

const kinds = {
  binary: short(
    fc
      .array(bytes(1, 300), { minLength: 1, maxLength: 8 })
      .map((chunks) => script(chunks.map(base64), counted(chunks.length, "chunk", "of arbitrary bytes"))),
    (text) => /"base64":"[^"]{5,}"/.test(text) && !text.includes('"times"') && !LOOK_ALIKES.test(text),
  ),
  "every byte": short(script([base64(EVERY_BYTE)], "each of the 256 bytes"), (text) =>
    text.includes(`"base64":"${EVERY_BYTE.toString("base64")}"`),
  ),
  text: short(
    fc.array(textOf(1, 40), { minLength: 1, maxLength: 8 }).map((chunks) =>
      script(
        chunks.map((chunk) => ({ text: chunk })),
        counted(chunks.length, "chunk", "of text"),
      ),
    ),
    (text) =>
      text.includes('"text":') &&
      !LOOK_ALIKES.test(text) &&
      !/"(?:times|pauseMs|clock|base64)"/.test(text) &&
      !/n[0-9a-f]{20}/.test(text),
  ),
  /** No chunk alone is valid text: each multibyte character spans two or more chunks. */
  "cut characters": short(
    fc
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
    (text) => text.includes('"base64":') && !text.includes('"times"') && !/"base64":"[^"]{5,}"/.test(text),
  ),
  "one byte at a time": short(
    bytes(1, 60).map((whole) =>
      script(pieces(whole, 1).map(base64), counted(whole.length, "byte", "one by one")),
    ),
    (text) => /"base64":"[^"]{2}=="\}/.test(text) && !/"base64":"[^"]{3,}[^=]"|"times"/.test(text),
  ),
  "many chunks": short(
    fc
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
    (text) => text.includes('"times":'),
  ),
  /** A reader that searches the data for known bytes, instead of counting, misreads these. */
  "look-alikes": short(
    fc.constantFrom(
      script([{ base64: FRAMES.chunk }], "an event-stream frame"),
      script([{ base64: FRAMES.complete }], "an InvokeComplete frame"),
      script(
        [
          { text: '{"statusCode":404,"headers":{"content-type":"text/plain"}}' },
          base64(Buffer.alloc(8)),
          { text: "x" },
        ],
        "a prelude of the HTTP integration",
      ),
      script([{ text: '{"ErrorCode":"Unhandled","ErrorDetails":"x"}' }], "the members of InvokeComplete"),
      script([{ text: "4\r\nabcd\r\n0\r\n\r\n" }], "data like HTTP chunks"),
      script([{ text: '{"errorType":"Error","errorMessage":"x"}' }], "data like a function error"),
      script([{ text: '{"$probe":{"return":{"value":1}}}' }], "an instruction to the probe"),
    ),
    (text) => LOOK_ALIKES.test(text),
  ),
  nothing: short(script([], "nothing"), (text) => text.includes('"chunks":[]')),
  "8 MB": { scripts: script8Mb(), asks: ({ length }) => length > 500_000 },
  "100,000 writes": {
    scripts: script(
      Array.from({ length: 1000 }, (_, run) => ({
        text: String.fromCharCode(0x21 + (run % 90)),
        times: 100,
      })),
      "100,000 chunks of one byte",
    ),
    asks: ({ length }) => length > 20_000 && length <= 500_000,
  },
} satisfies Readonly<Record<string, Kind>>;

type KindName = keyof typeof kinds;

/**
 * The client must receive what `sent.written` of the observation says. Chunks have at most a few hundred bytes, except in the large
 * streams.
 */
export const streamContent: Scenario = scenario({
  description: "Streams that the probe writes, chunk by chunk.",
  arguments: object({
    kinds: described("Which kinds of streams.", listOf(oneOf(Object.keys(kinds) as KindName[]))),
  }),
  cases: ({ kinds: wanted }, { operation }, specification) => {
    const made = (kind: string, { payload, why }: Script): Case => ({
      kind,
      why: `the function streams ${why}`,
      steps: [
        {
          do: "invoke",
          operation,
          input: { FunctionName: probeName(operation, specification) },
          payload,
        },
      ],
    });
    return wanted.map((kind): Stratum<Case> => {
      const { scripts }: Kind = kinds[kind];
      return "payload" in scripts
        ? { kind, only: made(kind, scripts) }
        : { kind, many: scripts.map((script) => made(kind, script)) };
    });
  },
  recognises: ({ kinds: wanted }, { operation }) => [
    askedCall(operation, ({ request: { body } }) => wanted.some((kind) => kinds[kind].asks(body))),
  ],
});

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

/** 128 writes of 64 KB: 8 different ones, 16 times each, so that the case itself stays small. */
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
