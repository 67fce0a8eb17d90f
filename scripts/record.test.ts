import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command as recordings } from "../commands/recordings.ts";
import { call } from "../commands/testing/call.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { UNKNOWN_PARTS } from "../suites/grade/recorded-exchange.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";

/** The reference stands for AWS. Programs that would deploy to AWS and remove the functions only note how they were called. */
let reference: Reference;
let door: HttpDoor;
let cwd: string;

const PROBE = "conformance-test";

const AWS = `#!/usr/bin/env bash
echo "aws $*" >> "$CALLS"
case "$*" in
  *describe-stacks*) echo arn:aws:iam::998877665544:role/caller ;;
  *assume-role*) printf 'AKIAIOSFODNN7EXAMPLE\\tvery-secret-key\\tvery-secret-token\\n' ;;
  *describe-log-groups*) printf '%s\\t%s\\n' "$6" "$6-stream" ;;
esac
`;

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), "record-"));
  for (const [name, script] of [
    ["aws", AWS],
    ["sam", '#!/usr/bin/env bash\necho "sam $*" >> "$CALLS"\n'],
    ["npm", '#!/usr/bin/env bash\necho "npm $*" >> "$CALLS"\n'],
  ] as const) {
    writeFileSync(join(cwd, name), script, { mode: 0o755 });
  }
  reference = createReference({ specification: loadSpecification(), function: PROBE });
  door = await openHttpDoor(reference);
});
afterAll(async () => {
  await door.close();
  await reference.close();
  rmSync(cwd, { recursive: true });
});

async function record(
  name: string,
  endpoint: string,
): Promise<{ status: number; out: string; calls: string[] }> {
  const calls = join(cwd, `${name}.calls`);
  const child = spawn(
    "bash",
    [
      join(import.meta.dirname, "../docs/recording/record.sh"),
      join(cwd, `${name}.har`),
      ...["--only", "invoke/qualifier/unknown", "--cases", "1", "--seed", "1", "--out", join(cwd, "report")],
    ],
    {
      env: {
        ...process.env,
        PATH: `${cwd}${delimiter}${process.env["PATH"]}`,
        CALLS: calls,
        PROBE,
        AWS_REGION: "us-east-1",
        LAMBDA_ENDPOINT: endpoint,
      },
    },
  );
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [status] = await once(child, "close");
  return { status, out: (await out) + (await err), calls: readFileSync(calls, "utf8").trim().split("\n") };
}

test("the script deploys, asks, writes an archive that can be added, and removes all", async () => {
  const { status, out, calls } = await record("asked", door.url.href);
  expect(out).toContain("Conforms");
  expect(status).toBe(0);
  const does = ["npm run build", "sam deploy", "aws cloudformation", "aws sts assume-role", "sam delete"];
  expect(calls.slice(0, does.length).map((line, index) => line.slice(0, does[index]?.length))).toEqual(does);
  expect(calls[1]).toContain(` ProbeName=${PROBE} `);
  expect(
    calls.filter((line) => line.includes("delete-log-group")).map((line) => line.split(" ").at(-1)),
  ).toEqual([`/aws/lambda/${PROBE}`, `/aws/lambda/${PROBE}-stream`]);

  const archive = readFileSync(join(cwd, "asked.har"), "utf8");
  expect(archive).toContain(`/functions/${PROBE}/invocations?Qualifier=`);
  expect(archive).not.toMatch(/very-secret|AKIAIOSFODNN7/);
  const args = ["add", "asked.har", "--by", "somebody", "--to", "kept", "--function", PROBE];
  const added = await call(recordings, args, { cwd });
  expect(added.out).toContain("invoke/qualifier/unknown");
  const kept = readFileSync(join(cwd, "kept/asked.json"), "utf8");
  expect(kept).toContain("/functions/probe/invocations?Qualifier=");
  expect(kept).not.toContain(PROBE);
}, 60_000);

test("what was deployed is removed also when nothing answers", async () => {
  const { status, calls } = await record("unanswered", "http://127.0.0.1:1");
  expect(status).toBe(2);
  expect(calls.some((line) => line.startsWith("sam delete"))).toBe(true);
}, 60_000);

test("the page names each part that a recording may lack", () => {
  const page = readFileSync(join(import.meta.dirname, "../docs/recording.md"), "utf8");
  for (const part of Object.keys(UNKNOWN_PARTS)) expect(page).toContain(`| \`${part}\` |`);
});
