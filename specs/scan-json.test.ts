import fc from "fast-check";
import { expect, test } from "vitest";
import { brokenJsonKinds } from "../generators/json/broken-json.ts";
import { scanJson } from "./scan-json.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const scan = (text: string): ReturnType<typeof scanJson> => scanJson(Buffer.from(text));
const isSound = (text: string): boolean => scan(text).fault === undefined;

test("it takes the texts that JSON.parse takes, and no others", () => {
  const piece = fc.constantFrom(
    ...'[]{}",:\\/ \t\n\r-+.0123eEtfnu',
    ...[
      "true",
      "false",
      "null",
      '"a"',
      '"\\u00e9"',
      "1.5e-3",
      '{"a":',
      "[[",
      "é",
      "\u0000",
      "\u2028",
      "\ufeff",
    ],
  );
  const soup = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  const mutated = fc.tuple(fc.json(), fc.nat(), piece, fc.nat(2)).map(([text, place, other, cut]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + other + text.slice(at + cut);
  });
  const broken = fc
    .oneof(...brokenJsonKinds.map(({ many }) => many))
    .map(({ value }) => Buffer.from(value, "latin1").toString());
  fc.assert(
    fc.property(fc.oneof(soup, mutated, fc.json(), broken), (text) => {
      expect(isSound(text)).toBe(isJson(text));
    }),
    { numRuns: 5000 },
  );
});

test.each(["\u0001", "\u001f", '"', "\\x"])(
  "it finds %j in a string, wherever the text begins in memory",
  (odd) => {
    for (let offset = 0; offset < 4; offset++) {
      for (let place = 0; place < 12; place++) {
        const text = `["${"~".repeat(place)}${odd}${"é".repeat(12)}"]`;
        const memory = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
        const bytes = new Uint8Array(new Uint8Array(memory).buffer, offset);
        expect(scanJson(bytes).fault).toMatch(
          new RegExp(`at byte ${place + (odd === '"' || odd === "\\x" ? 3 : 2)}$`),
        );
      }
    }
  },
);

test.each([
  ["", "it ends too early, after 0 bytes"],
  ['{"a":1,}', "unexpected byte 0x7d at byte 7"],
  ["[1 2]", "unexpected byte 0x32 at byte 3"],
  ["nul", "it ends too early, after 3 bytes"],
  ["[trux]", "unexpected byte 0x78 at byte 4"],
  ["[1]]", "unexpected byte 0x5d at byte 3"],
])("%j: %s", (text, fault) => {
  expect(scan(text).fault).toBe(fault);
});

test("it tells how deep a text is, and how heavy", () => {
  expect(scan('{"a":[{"b":[]},[]]}').depth).toBe(4);
  expect(scan("1").depth).toBe(0);
  const deep = scan("[".repeat(3_000_000) + "]".repeat(3_000_000));
  expect(deep).toEqual({ depth: 3_000_000, weight: 3_000_000 * 56 });
  expect(scan(`"${"a".repeat(1000)}"`).weight).toBe(2032);
  expect(scan("[0,0]").weight).toBe(8 + 48 + 2 * 20);
  // Measured: V8 takes 56 bytes for each.
  expect(scan(`[${"{},".repeat(999)}{}]`).weight).toBeGreaterThan(56_000);
});
