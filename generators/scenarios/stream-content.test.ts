import { describe, expect, test } from "vitest";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Case, InvokeStep } from "../case.ts";
import { drawCase } from "../draw.ts";
import { examples, filled } from "../placeholders.ts";
import { streamContent } from "./stream-content.ts";

const specification = loadSpecification();

const clauseOf = (...kinds: string[]): Clause => ({
  id: "invoke-with-response-stream/content/x",
  operation: "InvokeWithResponseStream",
  binds: "server",
  level: "must",
  says: "It is so.",
  given: { scenario: "stream-content", kinds },
  expect: [{ schema: true }],
  source: [],
});

const light = [
  "binary",
  "every byte",
  "text",
  "cut characters",
  "one byte at a time",
  "many chunks",
  "look-alikes",
  "nothing",
];

describe.each(light)("%s", (kind) => {
  test("tells the streaming probe to write chunks, and depends on no target", () => {
    const strata = streamContent.cases(clauseOf(kind), specification);
    for (let k = 0; k < 30; k++) {
      const made = drawCase(strata, "x", 1, k);
      if (!made) break;
      const [step] = made.steps as [InvokeStep];
      expect(step.input).toEqual({ FunctionName: "{function}-stream" });
      const { json } = step.payload as {
        json: { $probe: { stream: { chunks: { text?: string; base64?: string }[] } } };
      };
      const { chunks } = json.$probe.stream;
      expect(chunks.length > 0).toBe(kind !== "nothing");
      for (const { text, base64 } of chunks) {
        expect(text === undefined).toBe(base64 !== undefined);
        if (text !== undefined) expect(filled(text, examples[0] ?? {})).toBe(text);
      }
      expect(made.why).toMatch(/^the function streams /);
    }
  });
});

test("no chunk of cut characters is text by itself when it is smaller than its characters", () => {
  const strata = streamContent.cases(clauseOf("cut characters"), specification);
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let cut = 0;
  for (let k = 0; k < 50; k++) {
    const [step] = (drawCase(strata, "x", 1, k) as Case).steps as [InvokeStep];
    const { json } = step.payload as { json: { $probe: { stream: { chunks: { base64: string }[] } } } };
    const chunks = json.$probe.stream.chunks.map(({ base64 }) => Buffer.from(base64, "base64"));
    expect(() => utf8.decode(Buffer.concat(chunks))).not.toThrow();
    for (const chunk of chunks) {
      try {
        utf8.decode(chunk);
      } catch {
        cut += 1;
      }
    }
  }
  expect(cut).toBeGreaterThan(100);
});

test("large streams are small cases", () => {
  for (const kind of ["8 MB", "100,000 writes"]) {
    const made = drawCase(streamContent.cases(clauseOf(kind), specification), "x", 1, 0);
    expect(JSON.stringify(made).length).toBeLessThan(64_000);
  }
});
