import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { checkFeatures, type FeatureFinding } from "./check-features.ts";
import { invokeFunction } from "./invoke-function.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function targetThat(answer: Parameters<typeof createServer>[1]) {
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => void listening.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(listening.address() as AddressInfo).port}/`),
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
}

async function versionsOf(executed: string | undefined): Promise<readonly FeatureFinding[]> {
  const target = await targetThat((_request, reply) => {
    if (executed !== undefined) reply.setHeader("X-Amz-Executed-Version", executed);
    reply.end(JSON.stringify({ probe: "lambda-conformance", version: 1, runtime: "nodejs", can: [] }));
  });
  return checkFeatures(target, loadSpecification().fixtures, ["version", "weighted-alias"], "probe");
}

test("a version is right, another one, or not told", async () => {
  expect(await versionsOf("1")).toEqual([
    { feature: "version", state: "works", says: "runs as version 1" },
    { feature: "weighted-alias", state: "works", says: "runs as version 1" },
  ]);
  expect(await versionsOf("$LATEST")).toEqual([
    { feature: "version", state: "misbehaves", says: "runs as version $LATEST, not 1" },
    { feature: "weighted-alias", state: "misbehaves", says: "runs as version $LATEST, not 1 or 2" },
  ]);
  const says = "a function runs, but no X-Amz-Executed-Version says which version";
  expect(await versionsOf(undefined)).toEqual([
    { feature: "version", state: "misbehaves", says },
    { feature: "weighted-alias", state: "misbehaves", says },
  ]);
});

test.each([
  ["no response", () => {}],
  ["half a response", (_request, reply) => void reply.write("{")],
] as [string, Parameters<typeof createServer>[1]][])(
  "%s is told with the time that it had",
  async (_name, answer) => {
    const target = await targetThat(answer);
    await expect(invokeFunction(target, { name: "probe", event: {}, withinMs: 200 })).rejects.toThrow(
      "no response came within 0.2 s; perhaps nothing runs the function, or it has another name",
    );
  },
);
