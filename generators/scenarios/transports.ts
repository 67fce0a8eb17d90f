import { baseStep } from "../base-step.ts";
import type { Bytes } from "../bytes.ts";
import { askedCall } from "../calls/asked-call.ts";
import { startOf } from "../calls/start-of.ts";
import { stepCall } from "../calls/step-call.ts";
import type { InvokeStep, WireShape } from "../case.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, integer, listOf, object, oneOf, text } from "../schema.ts";

const codings = ["length", "chunked", "expect"] as const;

/** Marks the payloads of this scenario, when there is room. */
const MARK = "carried ";

/** A payload of exactly this many bytes: a number, or a nonempty string. */
function payloadOf(size: number): Bytes {
  if (size <= 2) return { text: "7".repeat(size) };
  const room = size - 2;
  // The nonce has 21 characters.
  if (room < MARK.length + 21) return { text: `"${"a".repeat(room)}"` };
  return {
    concat: [
      { text: `"${MARK}{nonce}` },
      { repeat: { text: "a" }, times: room - MARK.length - 21 },
      { text: '"' },
    ],
  };
}

export const transports: Scenario = scenario({
  description:
    "Payloads of each content type with each transfer coding. Sizes alternate, and so do new and reused connections.",
  arguments: object({
    types: described("Content types; an empty string sends no Content-Type.", listOf(text)),
    sizes: described("Sizes of the payload in bytes.", listOf(integer)),
    codings: described("Transfer codings; `expect` waits for 100 Continue.", listOf(oneOf(codings))),
  }),
  cases: ({ types, sizes, codings }, { operation }, specification) => {
    const base = baseStep(operation, specification);
    const pairs = types.flatMap((type) => codings.map((coding) => ({ type, coding })));
    return pairs.map(({ type, coding }, index) => {
      const size = sizes[index % sizes.length] ?? 1;
      const kept = Math.floor(index / codings.length) % 2 === 1;
      const why = `${size} bytes ${type === "" ? "without a Content-Type" : `of ${type}`}, ${WORDS[coding]}, on a ${kept ? "reused" : "new"} connection`;
      const step: InvokeStep = { ...base, payload: payloadOf(size), wire: wireOf(type, coding, kept) };
      return { kind: why, only: { kind: why, why, steps: kept ? [before(base), step] : [step] } };
    });
  },
  recognises: (_, { operation }, specification) => [
    // It has no kind, so that a fault of the other requests is not limited to those after this one.
    { ...stepCall(before(baseStep(operation, specification))), kind: undefined },
    askedCall(operation, ({ request: { body } }) => {
      const start = startOf(body, 16);
      return /^77?$/.test(start) || start.startsWith(`"${MARK}`) || /^"a*"?$/.test(start);
    }),
  ],
});

/** The request that the connection carried before. */
function before(base: InvokeStep): InvokeStep {
  return { ...base, payload: { json: { $probe: { return: { value: { nonce: "{nonce}.before" } } } } } };
}

const WORDS: Readonly<Record<(typeof codings)[number], string>> = {
  length: "with a declared length",
  chunked: "in chunks",
  expect: "after 100 Continue",
};

function wireOf(type: string, coding: (typeof codings)[number], kept: boolean): WireShape {
  const headers: (readonly [string, string])[] = [
    ...(type === "" ? [] : [["Content-Type", type] as const]),
    ...(coding === "expect" ? [["Expect", "100-continue"] as const] : []),
  ];
  return {
    headers,
    ...(type === "" && { without: ["content-type"] }),
    ...(coding === "chunked" && { framing: "chunked" }),
    ...(kept && { sameConnection: true }),
  };
}
