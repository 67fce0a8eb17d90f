import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterEach, expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { type Deployed, deploy, undeploy } from "./deploy.ts";
import { probeZip } from "./probe-zip.ts";

const { fixtures } = loadSpecification();
const role = "arn:aws:iam::123456789012:role/r";
const latest = "$LATEST";

interface FakeFunction {
  configuration: Record<string, unknown>;
  files: Record<string, Uint8Array>;
  tags: Record<string, string>;
  versions: string[];
  aliases: Record<string, string>;
  reserved?: number;
  /** How often it is still told that a change is under way. */
  pending: number;
}

/** A control plane that keeps functions in memory: the part of the Lambda API that `deploy` calls. */
class FakeControlPlane {
  readonly functions = new Map<string, FakeFunction>();
  readonly calls: string[] = [];
  /** Numbers that were given to versions of a function of that name before. */
  readonly published = new Map<string, number>();
  /** Settings that it does not know: a function with one of them is refused. */
  refuses: readonly string[] = [];

  answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: string,
  ): [status: number, body: unknown] {
    const [, , kind, key = "", part = ""] = path.split("/").map(decodeURIComponent);
    this.calls.push([method, kind, key, part].filter(Boolean).join(" "));
    const sent = body === "" ? {} : JSON.parse(body);
    if (kind === "tags") {
      const its = this.functions.get(key.split(":").at(-1) ?? "");
      return [200, { Tags: its?.tags ?? {} }];
    }
    if (key === "") return method === "POST" ? this.#create(sent) : this.#list(query.get("Marker"));
    const its = this.functions.get(key);
    if (its === undefined) return notFound;
    switch (`${method} ${part}`) {
      case "GET ":
        return [200, { Configuration: its.configuration, Tags: its.tags }];
      case "DELETE ":
        this.functions.delete(key);
        return [204, undefined];
      case "GET configuration": {
        const qualifier = query.get("Qualifier") ?? latest;
        if (qualifier !== latest && !its.versions.includes(qualifier)) return notFound;
        its.pending -= 1;
        return [
          200,
          {
            ...its.configuration,
            State: "Active",
            LastUpdateStatus: its.pending < 0 ? "Successful" : "InProgress",
          },
        ];
      }
      case "PUT code":
        if (its.pending >= 0) return busy;
        its.files = unzipSync(Buffer.from(sent.ZipFile, "base64"));
        its.pending = 0;
        return [200, its.configuration];
      case "PUT configuration":
        if (its.pending >= 0) return busy;
        its.configuration = { ...its.configuration, ...sent };
        its.pending = 0;
        return [200, its.configuration];
      case "PUT concurrency":
        its.reserved = sent.ReservedConcurrentExecutions;
        return [200, sent];
      case "POST versions": {
        const number = (this.published.get(key) ?? 0) + 1;
        this.published.set(key, number);
        its.versions.push(String(number));
        return [201, { Version: String(number) }];
      }
      case "POST aliases":
        if (Object.hasOwn(its.aliases, sent.Name)) return conflict;
        its.aliases[sent.Name] = sent.FunctionVersion;
        return [201, sent];
      case "PUT aliases":
        its.aliases[path.split("/").at(-1) ?? ""] = sent.FunctionVersion;
        return [200, sent];
      default:
        throw new Error(`the fake does not know ${method} ${path}`);
    }
  }

  #create({
    Code,
    Tags,
    ...configuration
  }: Record<string, never> & { Code: { ZipFile: string }; Tags: never }): [number, unknown] {
    const name = String(configuration["FunctionName"]);
    const unknown = this.refuses.find((setting) => setting in configuration);
    if (unknown !== undefined)
      return refusal("InvalidParameterValueException", `${unknown} is not known here`);
    if (this.functions.has(name)) return conflict;
    const arn = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
    this.functions.set(name, {
      configuration: { ...configuration, FunctionArn: arn },
      files: unzipSync(Buffer.from(Code.ZipFile, "base64")),
      tags: Tags,
      versions: [],
      aliases: {},
      pending: 0,
    });
    return [201, configuration];
  }

  /** Two to a page. */
  #list(marker: string | null): [number, unknown] {
    const all = [...this.functions.values()].map(({ configuration }) => configuration);
    const from = Number(marker ?? 0);
    return [
      200,
      { Functions: all.slice(from, from + 2), ...(from + 2 < all.length && { NextMarker: `${from + 2}` }) },
    ];
  }
}

const refusal = (code: string, message: string, status = 400): [number, unknown] => [
  status,
  { __type: code, message },
];
const notFound = refusal("ResourceNotFoundException", "not found", 404);
const conflict = refusal("ResourceConflictException", "it exists", 409);
const busy = refusal("ResourceConflictException", "an update is in progress", 409);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function started(plane: FakeControlPlane): Promise<URL> {
  const server = createServer(async (request: IncomingMessage, reply) => {
    let text = "";
    for await (const piece of request) text += piece;
    const { pathname, searchParams } = new URL(request.url ?? "", "http://x");
    const [status, body] = plane.answer(request.method ?? "", pathname, searchParams, text);
    const type = (body as { __type?: string } | undefined)?.__type;
    reply.writeHead(status, {
      "content-type": "application/json",
      ...(type && { "x-amzn-ErrorType": type }),
    });
    reply.end(body === undefined ? undefined : JSON.stringify(body));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

async function targetAt(plane: FakeControlPlane) {
  const url = await started(plane);
  return {
    url,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    function: "probe",
  };
}

const lines: string[] = [];
async function deployed(plane: FakeControlPlane, more: { deadLetters?: string } = {}): Promise<Deployed> {
  lines.length = 0;
  return deploy({ target: await targetAt(plane), fixtures, role, told: (line) => lines.push(line), ...more });
}

test("creates every function that a fixture describes, tagged, with the probe in it", async () => {
  const plane = new FakeControlPlane();
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

test("a second time brings up to date, and publishes nothing anew", async () => {
  const plane = new FakeControlPlane();
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
  const plane = new FakeControlPlane();
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
  const plane = new FakeControlPlane();
  plane.refuses = ["Runtime"];
  await expect(deployed(plane)).rejects.toThrow(
    "probe cannot be created: InvalidParameterValueException: Runtime is not known here",
  );
});

test("a function of that name that is somebody else's is left alone", async () => {
  const plane = new FakeControlPlane();
  await deployed(plane);
  const probe = plane.functions.get("probe") as FakeFunction;
  probe.tags = {};
  plane.calls.length = 0;
  await expect(deployed(plane)).rejects.toThrow("there is a function probe that is not ours");
  expect(plane.calls).toEqual(["GET functions probe"]);
});

test("a version that was given another number is no version 1", async () => {
  const plane = new FakeControlPlane();
  plane.published.set("probe", 3);
  const { has, without } = await deployed(plane);
  expect(has).not.toContain("version");
  expect(without).toContainEqual({
    feature: "version",
    because: expect.stringContaining("has the number 4, not 1"),
  });
});

test("undeploy removes what carries the tag, on every page, and nothing else", async () => {
  const plane = new FakeControlPlane();
  await deployed(plane);
  const count = plane.functions.size;
  const [foreign, other] = ["probe-of-mine", "elsewhere"].map((name) => {
    const its = { ...(plane.functions.get("probe") as FakeFunction), tags: {} };
    its.configuration = {
      ...its.configuration,
      FunctionName: name,
      FunctionArn: `arn:aws:lambda:us-east-1:1:function:${name}`,
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
