import { expect, test } from "vitest";
import type { Fixture } from "../specs/fixture.ts";
import { type ServerlessPlugin, serviceFile } from "./serverless-target.ts";

const plugin: ServerlessPlugin = {
  name: "serverless-mock",
  version: "1",
  framework: "3",
  probeFile: "probe.mjs",
  command: () => [],
  service: { custom: { port: 1 } },
  probeTimeout: 10,
  concurrency: 1,
  without: ["throttled"],
  deviations: [],
};

const settings = { Runtime: "nodejs24.x", Timeout: 30, MemorySize: 128 };
const fixtures: readonly Fixture[] = [
  { feature: "probe", name: "{function}", says: "", handler: "probe.handler", settings },
  { feature: "version", name: "{function}", qualifier: "1", says: "" },
  {
    feature: "short-timeout",
    name: "{function}-short",
    says: "",
    handler: "probe.handler",
    settings: { ...settings, Timeout: 1 },
  },
  { feature: "throttled", name: "{function}-throttled", says: "", handler: "probe.handler", settings },
  { feature: "logs", says: "" },
];

test("the service has one function for each fixture that the emulator has, by its own name", () => {
  expect(serviceFile(plugin, fixtures)).toEqual({
    service: "lambda-conformance",
    frameworkVersion: "*",
    provider: { name: "aws", region: "us-east-1", runtime: "nodejs24.x" },
    plugins: ["serverless-mock"],
    functions: {
      probe: { name: "probe", handler: "probe.handler", runtime: "nodejs24.x", timeout: 10, memorySize: 128 },
      "probe-short": {
        name: "probe-short",
        handler: "probe.handler",
        runtime: "nodejs24.x",
        timeout: 1,
        memorySize: 128,
      },
    },
    custom: { port: 1 },
  });
});
