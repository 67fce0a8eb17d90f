import { expect, test } from "vitest";
import type { Exchange } from "../../wire/exchange.ts";
import { httpView } from "./http-view.ts";

const request = { method: "POST", target: "/", headers: [], body: new Uint8Array(0) };
const reply = { status: 200, headers: [], body: new Uint8Array(0), chunks: [], headAt: 1, endAt: 2 };

function seen(more: Partial<Exchange>): ReturnType<typeof httpView> {
  return httpView([{ origin: "http://127.0.0.1:1", request, startedAt: 0, ...more }]);
}

test("a reply is well-formed, also one that is cut", () => {
  expect(seen({ reply })).toEqual({ http: {} });
  expect(seen({ reply: { ...reply, fault: { kind: "cut", says: "cut" } } })).toEqual({ http: {} });
});

test.each<[string, NonNullable<Exchange["failure"]>["kind"]]>([
  ["is refused", "refused"],
  ["is lost", "reset"],
  ["is silent", "silence"],
  ["sends more than we read", "too-long"],
])("a connection that %s shows nothing", (_, kind) => {
  expect(seen({ failure: { kind, says: "no", afterMs: 1 } })).toEqual({});
});

test("what is no reply is told with its bytes, as far as they fit", () => {
  const bytes = Buffer.from(`HI\0${"x".repeat(1000)}`);
  const { fault = "" } =
    seen({ failure: { kind: "malformed", says: "no status", afterMs: 1, bytes } }).http ?? {};
  expect(fault).toMatch(/^no status: "HI\\u0000x+" \.\.\.$/);
  expect(fault.length).toBeLessThan(250);
  const chunk = { ...reply, fault: { kind: "malformed", says: "no size" } } as const;
  expect(seen({ reply: chunk })).toEqual({ http: { fault: "no size" } });
});

test("what came after a reply is told", () => {
  const stray = { says: "bytes came after", bytes: Buffer.from("HTTP/1.1 200") };
  expect(seen({ reply, stray })).toEqual({ http: { stray: 'bytes came after: "HTTP/1.1 200"' } });
});
