import { describe, expect, test } from "vitest";
import { excerptOf } from "./excerpt-of.ts";
import type { Exchange } from "./exchange.ts";
import { redact, redactText } from "./redact.ts";
import { givenSecrets, secretsIn, withSecrets } from "./secrets.ts";

function exchangeOf(body: string, type = "application/json"): Exchange {
  return {
    origin: "http://127.0.0.1:1",
    startedAt: 0,
    request: { method: "POST", target: "/", headers: [], body: new Uint8Array(0) },
    reply: {
      status: 200,
      headers: [["content-type", type]],
      body: Buffer.from(body),
      chunks: [],
      headAt: 1,
      endAt: 2,
    },
  };
}

test("a short body is kept whole", () => {
  const exchange = exchangeOf("a".repeat(256 * 1024));
  expect(excerptOf(exchange)).toBe(exchange);
});

test("an event stream is kept whole, however long", () => {
  const exchange = exchangeOf("a".repeat(300_000), "application/vnd.amazon.eventstream");
  expect(excerptOf(exchange)).toBe(exchange);
});

test("of a long body the beginning is kept, and how much followed", () => {
  const { reply } = excerptOf(exchangeOf(`"${"é".repeat(200_000)}"`));
  const text = Buffer.from(reply?.body ?? []).toString();
  expect(text).toMatch(/^"é+$/);
  expect((reply?.body.length ?? 0) + (reply?.beyond?.bytes ?? 0)).toBe(400_002);
});

test("what is kept holds no memory of the whole", () => {
  const { reply } = excerptOf(exchangeOf("a".repeat(8_000_000)));
  expect(reply?.body.buffer.byteLength).toBeLessThan(300_000);
});

describe("a secret that only the end of a long body shows to be one", () => {
  const secret = "wJalrXUtnFEMI-K7MDENG";
  const kept = excerptOf(exchangeOf(`${secret} ${"a".repeat(300_000)} "password": "${secret}"`));

  test("is hidden in the beginning", () => {
    const { reply } = redact(kept);
    expect(Buffer.from(reply?.body ?? []).toString()).not.toContain(secret);
    expect(reply?.beyond?.secrets).toEqual([]);
  });

  test("is hidden in what is told of it", () => {
    const secrets = withSecrets(givenSecrets([]), secretsIn(kept));
    expect(redactText(`got "... ${secret}"`, secrets)).not.toContain(secret);
  });
});
