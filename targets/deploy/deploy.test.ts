import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { type HttpDoor, openHttpDoor } from "../reference/http-door.ts";
import { type Deployed, deploy, undeploy } from "./deploy.ts";
import { probeZip } from "./probe-zip.ts";
import { FakeControlPlane, type FakeFunction } from "./testing/fake-control-plane.ts";

const { fixtures } = loadSpecification();
const role = "arn:aws:iam::123456789012:role/r";

const credentials = { accessKeyId: "a", secretAccessKey: "b" };

const doors: HttpDoor[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
});

async function targetAt(plane: FakeControlPlane) {
  const door = await openHttpDoor(plane);
  doors.push(door);
  return {
    url: door.url,
    region: "us-east-1",
    account: "123456789012",
    partition: "aws",
    credentials,
    function: "probe",
  };
}

const planeOf = (): FakeControlPlane => new FakeControlPlane(credentials);

const lines: string[] = [];
async function deployed(plane: FakeControlPlane, more: { deadLetters?: string } = {}): Promise<Deployed> {
  lines.length = 0;
  return deploy({ target: await targetAt(plane), fixtures, role, told: (line) => lines.push(line), ...more });
}

test("creates every function that a fixture describes, tagged, with the probe in it", async () => {
  const plane = planeOf();
  const { has, without } = await deployed(plane, { deadLetters: "arn:aws:sqs:us-east-1:123456789012:q" });
  expect(without).toEqual([]);
  const wanted = fixtures.filter(({ name }) => name !== undefined).map(({ feature }) => feature);
  expect([...has].sort()).toEqual([...wanted].sort());
  const probe = plane.functions.get("probe");
  expect(probe).toMatchObject({
    configuration: { Handler: "probe.handler", Role: role, Runtime: "nodejs24.x", Timeout: 30 },
    tags: { "lambda-conformance": "fixture" },
    versions: ["1"],
    aliases: { live: "1" },
  });
  const source = readFileSync(join(import.meta.dirname, "../probe/probe.mjs"));
  expect(Buffer.from(probe?.files["probe.mjs"] ?? []).equals(source)).toBe(true);
  expect(plane.functions.get("probe-throttled")).toMatchObject({ reserved: 0 });
  expect(plane.functions.get("probe-throttled")?.configuration).not.toHaveProperty(
    "ReservedConcurrentExecutions",
  );
  expect(plane.functions.get("probe-short-timeout")?.configuration).toMatchObject({ Timeout: 1 });
  expect(plane.functions.get("probe-dead-letter")?.configuration).toMatchObject({
    DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:123456789012:q" },
  });
  expect(plane.functions.get("probe-tenancy")?.configuration).toHaveProperty("TenancyConfig");
});

test("waits until a function is active before it is given a version", async () => {
  const plane = planeOf();
  plane.polls = 2;
  const few = fixtures.filter(({ name, handler }) => name === "{function}" || handler === undefined);
  const target = await targetAt(plane);
  const { has } = await deploy({ target, fixtures: few, role, told: () => {} });
  expect(has).toEqual(["probe", "version", "alias"]);
  expect(plane.calls.filter((call) => call === "GET functions probe configuration")).toHaveLength(4);
});

test("a second time brings up to date, and publishes nothing anew", async () => {
  const plane = planeOf();
  await deployed(plane);
  const probe = plane.functions.get("probe") as FakeFunction;
  probe.files = {};
  probe.configuration["Timeout"] = 3;
  const { has } = await deployed(plane);
  expect(has).toContain("version");
  expect(probe).toMatchObject({ versions: ["1"], aliases: { live: "1" }, configuration: { Timeout: 30 } });
  expect(Object.keys(probe.files)).toEqual(["probe.mjs", "probe.py"]);
  expect(lines).toContain("updated probe");
});

test("what the endpoint does not know is left out, with the reason", async () => {
  const plane = planeOf();
  plane.refuses = ["TenancyConfig", "DurableConfig"];
  const { has, without } = await deployed(plane);
  expect(without).toEqual([
    { feature: "dead-letter", because: expect.stringContaining("queue") },
    { feature: "tenancy", because: "InvalidParameterValueException: TenancyConfig is not known here" },
    { feature: "durable", because: "InvalidParameterValueException: DurableConfig is not known here" },
  ]);
  expect(has).toEqual(expect.arrayContaining(["probe", "version", "alias", "throttled", "python"]));
  expect(plane.functions.has("probe-tenancy")).toBe(false);
});

test("without the probe there is nothing to be tested", async () => {
  const plane = planeOf();
  plane.refuses = ["Runtime"];
  await expect(deployed(plane)).rejects.toThrow(
    "probe cannot be created: InvalidParameterValueException: Runtime is not known here",
  );
});

test("a function of that name that is somebody else's is left alone", async () => {
  const plane = planeOf();
  await deployed(plane);
  const probe = plane.functions.get("probe") as FakeFunction;
  probe.tags = {};
  plane.calls.length = 0;
  await expect(deployed(plane)).rejects.toThrow("there is a function probe that is not ours");
  expect(plane.calls).toEqual(["GET functions probe"]);
});

test("a version that was given another number is no version 1", async () => {
  const plane = planeOf();
  plane.published.set("probe", 3);
  const { has, without } = await deployed(plane);
  expect(has).not.toContain("version");
  expect(without).toContainEqual({
    feature: "version",
    because: expect.stringContaining("has the number 4, not 1"),
  });
});

test("undeploy removes what carries the tag, on every page, and nothing else", async () => {
  const plane = planeOf();
  await deployed(plane);
  const count = plane.functions.size;
  const [foreign, other] = ["probe-of-mine", "elsewhere"].map((name) => {
    const its = { ...(plane.functions.get("probe") as FakeFunction), tags: {} };
    its.configuration = {
      ...its.configuration,
      FunctionName: name,
      FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
    };
    plane.functions.set(name, its);
    return name;
  });
  const told: string[] = [];
  const removed = await undeploy({ target: await targetAt(plane), told: (line) => told.push(line) });
  expect(removed).toHaveLength(count);
  expect(told).toContain("removed probe-tenancy");
  expect([...plane.functions.keys()]).toEqual([foreign, other]);
});

test("the package is the same each time", () => {
  expect(Buffer.from(probeZip()).equals(Buffer.from(probeZip()))).toBe(true);
});
