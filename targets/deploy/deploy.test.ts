import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import type { Handler } from "../handler-target.ts";
import { type HttpDoor, openHttpDoor } from "../reference/http-door.ts";
import { type Deployed, type DeployOptions, deploy, undeploy } from "./deploy.ts";
import { probeZip } from "./probe-zip.ts";
import { AnsweringProbe } from "./testing/answering-probe.ts";
import { FakeControlPlane, type FakeFunction } from "./testing/fake-control-plane.ts";

const { fixtures } = loadSpecification();
const role = "arn:aws:iam::123456789012:role/r";

const credentials = { accessKeyId: "a", secretAccessKey: "b" };

const doors: HttpDoor[] = [];
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
});

async function targetAt(plane: Handler) {
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

/** @param can what the probe can do in a runtime; undefined where it does not run */
function planeOf(
  can: (runtime: string) => readonly string[] | undefined = () => ["stream"],
): FakeControlPlane {
  const runtimeOf = (name: string): string => String(plane.functions.get(name)?.configuration["Runtime"]);
  const plane = new FakeControlPlane(credentials, new AnsweringProbe((name) => can(runtimeOf(name))));
  return plane;
}
const runtimes = (plane: FakeControlPlane): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...plane.functions].map(([name, its]) => [name, its.configuration["Runtime"]]));

const lines: string[] = [];
async function deployed(
  plane: FakeControlPlane,
  more: Partial<Pick<DeployOptions, "role" | "runtime" | "deadLetters">> = {},
): Promise<Deployed> {
  lines.length = 0;
  return deploy({ target: await targetAt(plane), fixtures, role, told: (line) => lines.push(line), ...more });
}

test("creates every function that a fixture describes, tagged, with the probe in it", async () => {
  const plane = planeOf();
  const { has, without } = await deployed(plane, { deadLetters: "arn:aws:sqs:us-east-1:123456789012:q" });
  const untold = ["destinations", "expiring"];
  expect(without).toEqual(
    untold.map((feature) => ({ feature, because: expect.stringContaining("collector") })),
  );
  const wanted = fixtures
    .filter(({ name, feature }) => name !== undefined && !untold.includes(feature))
    .map(({ feature }) => feature);
  expect([...has].sort()).toEqual([...wanted].sort());
  const probe = plane.functions.get("probe");
  expect(probe).toMatchObject({
    configuration: { Handler: "probe.handler", Role: role, Runtime: "nodejs24.x", Timeout: 30 },
    tags: { "lambda-conformance": "fixture" },
    versions: ["1", "2"],
    aliases: { live: "1", shifting: "1" },
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
  expect(has).toEqual(["probe", "version", "second-version", "alias", "weighted-alias"]);
  expect(plane.calls.filter((call) => call === "GET functions probe configuration")).toHaveLength(8);
});

test("a second time brings up to date, and publishes nothing anew", async () => {
  const plane = planeOf();
  await deployed(plane);
  const probe = plane.functions.get("probe") as FakeFunction;
  probe.files = {};
  probe.configuration["Timeout"] = 3;
  const { has } = await deployed(plane);
  expect(has).toContain("version");
  expect(probe).toMatchObject({
    versions: ["1", "2"],
    aliases: { live: "1", shifting: "1" },
    configuration: { Timeout: 30 },
  });
  expect(Object.keys(probe.files)).toEqual([
    "probe.mjs",
    "probe.js",
    "probe.py",
    "bootstrap",
    "unreadable.js",
    "throwing.js",
  ]);
  expect(lines).toContain("updated probe (nodejs24.x)");
});

test("what the endpoint does not know is left out, with the reason", async () => {
  const plane = planeOf();
  plane.refuses = ["TenancyConfig", "DurableConfig"];
  const { has, without } = await deployed(plane);
  expect(without).toEqual([
    { feature: "dead-letter", because: expect.stringContaining("queue") },
    { feature: "destinations", because: expect.stringContaining("collector") },
    { feature: "expiring", because: expect.stringContaining("collector") },
    { feature: "tenancy", because: "InvalidParameterValueException: TenancyConfig is not known here" },
    { feature: "durable", because: "InvalidParameterValueException: DurableConfig is not known here" },
  ]);
  expect(has).toEqual(expect.arrayContaining(["probe", "version", "alias", "throttled", "python"]));
  expect(plane.functions.has("probe-tenancy")).toBe(false);
});

test("a setting that CreateFunction ignores is not offered, and its function does not stay", async () => {
  const plane = planeOf();
  plane.forgets = ["DurableConfig"];
  const { has, without } = await deployed(plane);
  expect(without).toContainEqual({ feature: "durable", because: "CreateFunction ignores DurableConfig" });
  expect(has).not.toContain("durable");
  expect(plane.functions.has("probe-durable")).toBe(false);
});

test("without the probe there is nothing to be tested", async () => {
  const plane = planeOf();
  plane.refuses = ["Runtime"];
  await expect(deployed(plane)).rejects.toThrow(
    "probe cannot be created: InvalidParameterValueException: Runtime is not known here",
  );
});

test("where CreateFunction is not offered, it says what else to do", async () => {
  const target = await targetAt({
    handle: async () => ({ status: 501, headers: [], body: new TextEncoder().encode("<html>") }),
  });
  await expect(deploy({ target, fixtures, role, told: () => {} })).rejects.toThrow(
    "it responded with 501 and a body that is not JSON; if the endpoint does not offer CreateFunction, deploy the probe by hand (docs/probe.md)",
  );
});

test("a function of that name that is somebody else's is left alone", async () => {
  const plane = planeOf();
  await deployed(plane);
  const probe = plane.functions.get("probe") as FakeFunction;
  probe.tags = {};
  plane.calls.length = 0;
  await expect(deployed(plane)).rejects.toThrow("the function probe exists and was not created by deploy");
  expect(plane.calls).toEqual(["GET functions probe"]);
});

test("a version that was given another number is no version 1", async () => {
  const plane = planeOf();
  plane.published.set("probe", 3);
  const { has, without } = await deployed(plane);
  expect(has).not.toContain("version");
  expect(without).toContainEqual({
    feature: "version",
    because: expect.stringContaining("has the number 4 instead of 1"),
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

test("an endpoint that refuses a runtime is offered older ones, then Python, then a custom runtime", async () => {
  const older = planeOf();
  older.runtimes = ["nodejs20.x", "nodejs18.x", "python3.12"];
  expect((await deployed(older)).executes).toBe(true);
  expect(runtimes(older)).toMatchObject({
    probe: "nodejs20.x",
    "probe-stream": "nodejs20.x",
    "probe-throttled": "nodejs20.x",
    "probe-python": "python3.12",
  });

  const python = planeOf((runtime) => (runtime.startsWith("python") ? [] : ["stream"]));
  python.runtimes = ["python3.11"];
  const { has, without } = await deployed(python);
  expect(runtimes(python)).toMatchObject({ probe: "python3.11", "probe-short-timeout": "python3.11" });
  expect(has).toContain("version");
  expect(without).toContainEqual({
    feature: "streaming",
    because: "InvalidParameterValueException: Runtime nodejs24.x is not known here",
  });

  const custom = planeOf();
  custom.runtimes = ["provided.al2023"];
  await deployed(custom);
  expect(runtimes(custom)).toMatchObject({ probe: "provided.al2023", "probe-stream": "provided.al2023" });
});

test("a runtime that is taken and does not run the probe is passed over", async () => {
  const plane = planeOf((runtime) => (runtime.startsWith("python") ? [] : undefined));
  expect((await deployed(plane)).executes).toBe(true);
  expect(runtimes(plane)).toMatchObject({ probe: "python3.14", "probe-throttled": "python3.14" });
  expect(lines).toContain("created probe (python3.14)");
});

test("what streams has a runtime of its own where that of the probe does not stream", async () => {
  const plane = planeOf((runtime) => (runtime === "provided.al2023" ? ["stream"] : []));
  await deployed(plane);
  expect(runtimes(plane)).toMatchObject({
    probe: "nodejs24.x",
    "probe-stream": "provided.al2023",
    "probe-stream-short-timeout": "provided.al2023",
  });
});

test("where nothing runs, everything is created in the first runtime all the same", async () => {
  const plane = planeOf(() => undefined);
  const { executes, has } = await deployed(plane);
  expect({ executes, has }).toEqual({
    executes: false,
    has: expect.arrayContaining(["probe", "alias", "tenancy"]),
  });
  expect(new Set(Object.values(runtimes(plane)))).toEqual(new Set(["nodejs24.x", "python3.13"]));
  expect(lines[0]).toMatch(
    /^created probe \(nodejs24\.x\); the probe does not respond: 200 .*no such runtime/,
  );
});

test("a runtime that was asked for is the only one", async () => {
  const plane = planeOf();
  await deployed(plane, { runtime: "nodejs18.x" });
  expect(runtimes(plane)).toMatchObject({ probe: "nodejs18.x", "probe-stream": "nodejs18.x" });
  const other = planeOf();
  other.runtimes = ["nodejs20.x"];
  await expect(deployed(other, { runtime: "nodejs18.x" })).rejects.toThrow(
    "Runtime nodejs18.x is not known here",
  );
});

test("without a role one is made up, in the endpoint's own account, and made where it has to exist", async () => {
  const plane = planeOf();
  plane.roles = new Set();
  const target = { ...(await targetAt(plane)), account: "000000000000", assumed: ["account"] as const };
  await deploy({ target, fixtures, told: () => {} });
  const made = "arn:aws:iam::123456789012:role/lambda-conformance";
  expect([...plane.roles]).toEqual([made]);
  expect(plane.functions.get("probe")?.configuration["Role"]).toBe(made);
});

test("a role that somebody named is not made", async () => {
  const plane = planeOf();
  plane.roles = new Set();
  await expect(deployed(plane)).rejects.toThrow("The role defined for the function cannot be assumed");
});

test("the package is the same each time, and its bootstrap may be executed", () => {
  const zip = Buffer.from(probeZip());
  expect(zip.equals(Buffer.from(probeZip()))).toBe(true);
  // The central directory: the mode of a file stands 8 bytes before its name, in the upper half.
  const entry = zip.lastIndexOf("bootstrap");
  expect(zip.readUInt32LE(entry - 8) >>> 16).toBe(0o100_755);
});
