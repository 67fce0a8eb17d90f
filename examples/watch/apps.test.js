import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const APPS = {
  "the AWS CLI": { command: ["bash", "app.sh"], needs: ["aws", "--version"] },
  boto3: { command: ["python3", "app.py"], needs: ["python3", "-c", "import boto3"] },
  "the AWS SDK for JavaScript": {
    command: [process.execPath, "app.mjs"],
    needs: [process.execPath, "--version"],
  },
};
/** In CI nothing is skipped. */
const requiresAll = process.env.LAMBDA_CONFORMANCE_REQUIRE_ALL === "1";

const COMMAND = fileURLToPath(new URL("./cli.js", import.meta.resolve("lambda-conformance")));
const folder = mkdtempSync(join(tmpdir(), "watch-example-"));
let serving;
let endpoint;

/** Starts a command that prints its URL, and waits for that. */
async function listening(...args) {
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+(?=\/?$)/.exec(line)?.[0];
    // The URL of the endpoint is printed first.
    if (url !== undefined && !line.includes("target")) return { child, url };
  }
  throw new Error(`${args[0]} ended without printing a URL`);
}

function run([program, ...args], url) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: import.meta.dirname,
    encoding: "utf8",
    env: {
      ...process.env,
      AWS_ENDPOINT_URL_LAMBDA: url,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
  });
  // Standard error may hold warnings with the number of the process.
  return { result: { status, stdout }, stderr };
}

before(async () => {
  ({ child: serving, url: endpoint } = await listening("serve", "--port", "0"));
});
after(async () => {
  serving.kill("SIGINT");
  await once(serving, "exit");
  rmSync(folder, { recursive: true, force: true });
});

for (const [name, { command, needs }] of Object.entries(APPS)) {
  const [program, ...args] = needs;
  const isThere = requiresAll || spawnSync(program, args).status === 0;
  test(`${name} gets the same with watch and without`, {
    skip: !isThere && `there is no ${name}`,
  }, async () => {
    const direct = run(command, endpoint);
    assert.equal(direct.result.status, 0, direct.stderr);
    assert.match(
      direct.result.stdout,
      /hello.*none left.*ResourceNotFoundException.*TooManyRequestsException/s,
    );

    const { child, url } = await listening("watch", "--to", endpoint, "--quiet", "--out", "report");
    const watched = run(command, url);
    child.stdout.resume();
    child.kill("SIGINT");
    const [status] = await once(child, "exit");
    assert.deepEqual(watched.result, direct.result);
    // The endpoint and the client conform, and what was judged is what they did.
    assert.equal(status, 0);
    const outcomesOf = (file) =>
      Object.fromEntries(
        JSON.parse(readFileSync(join(folder, file), "utf8")).verdicts.map((its) => [its.clause, its.outcome]),
      );
    const ofEndpoint = outcomesOf("report/report.json");
    for (const id of ["invoke/payload/json", "invoke/error/named", "invoke/throttled/reasons"])
      assert.equal(ofEndpoint[id], "pass", id);
    const ofClient = outcomesOf("report/client/report.json");
    for (const id of ["client/request/signature", "client/retry/success-once"])
      assert.equal(ofClient[id], "pass", id);
  });
}
