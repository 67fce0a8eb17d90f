import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { FakeControlPlane } from "../targets/deploy/testing/fake-control-plane.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import { main } from "./main.ts";
import { calling } from "./testing/call.ts";

const env = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "secret" };
const role = "arn:aws:iam::123456789012:role/probe";

const folder = mkdtempSync(join(tmpdir(), "deploy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const cli = (line: string, cwd = "/") => calling({ env, cwd }, (io) => main(line.split(" "), io));

test("what deploy created is tested by the line that it ends with, and gone after --undeploy", async () => {
  const reference = createReference({ specification: loadSpecification() });
  const credentials = { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY };
  const plane = new FakeControlPlane(credentials, reference);
  const door = await openHttpDoor(plane);
  const endpoint = `--endpoint ${door.url.href}`;
  try {
    const deployed = await cli(`deploy ${endpoint} --role ${role}`);
    expect(deployed).toMatchObject({ exitCode: 0, err: "" });
    const [last = ""] = deployed.out.trimEnd().split("\n").slice(-1);
    expect(last).toBe(
      `lambda-conformance run ${endpoint} --no-feature dead-letter --no-feature destinations --no-feature expiring --no-feature authenticates`,
    );
    expect(deployed.out).toContain("works streaming: streams chunk by chunk\n");
    expect(deployed.out).toContain("works durable: creates durable executions\n");
    expect(deployed.out).toMatch(/^works collector: functions reach http:/m);
    expect(deployed.out).not.toContain("misbehaves");

    const some = ["invoke/status/*", "invoke/qualifier/alias-version", "invoke/throttled/status"];
    const only = some.map((pattern) => ` --only ${pattern}`).join("");
    const run = `${last.replace("lambda-conformance ", "")}${only} --cases 2 --quiet --min-coverage 0`;
    const tested = await cli(run, folder);
    expect(tested).toMatchObject({ exitCode: 0 });
    expect(tested.out).toContain("Conforms");

    const again = await cli(`deploy ${endpoint} --role ${role} --json`);
    const facts = JSON.parse(again.out);
    expect(facts).toMatchObject({ executes: true, next: last });
    expect(facts.findings).toContainEqual({
      feature: "streaming",
      state: "works",
      says: "streams chunk by chunk",
    });
    expect(facts.unsupported).toContain("dead-letter");
    expect(again.err).toContain("works streaming: streams chunk by chunk\n");

    const removed = await cli(`deploy ${endpoint} --undeploy`);
    expect(removed).toMatchObject({ exitCode: 0, err: "" });
    expect(removed.out.trimEnd().split("\n").sort()).toEqual(
      [...deployed.out.matchAll(/^created (\S+)/gm)].map(([, name]) => `removed ${name}`).sort(),
    );
    expect(await cli(`deploy ${endpoint} --undeploy`)).toMatchObject({
      exitCode: 0,
      out: "nothing to remove\n",
    });
    expect(JSON.parse((await cli(`deploy ${endpoint} --undeploy --json`)).out)).toEqual({ removed: [] });
    expect((await cli(run, folder)).exitCode).not.toBe(0);
  } finally {
    await door.close();
    await reference.close();
  }
});

test.each([
  ["deploy", "no endpoint is given; give --endpoint, or set AWS_ENDPOINT_URL_LAMBDA"],
  ["deploy --endpoint http://127.0.0.1:1", "probe cannot be created: connect ECONNREFUSED 127.0.0.1:1"],
  ["deploy --endpoint http://127.0.0.1:1 --undeploy", "refuses to list or delete functions"],
  ["deploy --endpoint nowhere", "not a URL"],
  ["deploy --endpoint http://192.0.2.1", "is not this machine"],
  ["deploy --endpoint http://127.0.0.1:1 --function a!", "--function a!: at most 40 letters, digits"],
  ["deploy --endpoint http://127.0.0.1:1 --function ", "It must be a text that is not empty."],
])("%s is told in one line", async (line, says) => {
  const { exitCode, err, out } = await cli(line);
  expect({ exitCode, out, lines: err.trimEnd().split("\n") }).toEqual({
    exitCode: 2,
    out: "",
    lines: [expect.stringContaining(says)],
  });
});

test("an endpoint that answers in anything but JSON is told to do so", async () => {
  const door = await openHttpDoor({
    handle: async () => ({
      status: 500,
      headers: [["Content-Type", "text/html"]],
      body: Buffer.from("<html>"),
    }),
  });
  const { err, exitCode } = await cli(`deploy --endpoint ${door.url.href}`);
  await door.close();
  expect(exitCode).toBe(2);
  expect(err).toBe(
    "lambda-conformance: probe cannot be created: it responded with 500 and a body that is not JSON\n",
  );
});
