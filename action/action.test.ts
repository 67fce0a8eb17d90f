import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { mutantWithout } from "../mutants/mutant-without.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";

const ROOT = join(import.meta.dirname, "..");
const specification = loadSpecification();
const UNKNOWN = "invoke/existence/unknown-function";
const SOUND = "invoke/status/request-response";

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action: Action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));

let reference: Reference;
let door: HttpDoor;
let lacking: readonly string[] = [];
let folder: string;
beforeAll(async () => {
  reference = createReference({ specification });
  const handler: Handler = {
    handle: (request) =>
      lacking
        .reduce<Handler>((its, id) => mutantWithout(id, specification).wrap(its, specification), reference)
        .handle(request),
  };
  door = await openHttpDoor(handler);
});
afterAll(async () => {
  await door.close();
  await reference.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "action-"));
  return () => rmSync(folder, { recursive: true });
});

interface Ran {
  readonly status: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly out: string;
  readonly summary: string;
  /** The arguments of each call of `gh`, one call a line. */
  readonly gh: string;
  readonly comment: string;
}

/**
 * Runs our own steps of the action as a runner does: it fills in expressions, and each step has its files. `gh` is a script that reads
 * files in the folder: `comments` holds the id of an existing comment, and `last/report.json` is the report of an earlier run of the
 * branch.
 */
async function ran(inputs: Readonly<Record<string, string>>, pullRequest = ""): Promise<Ran> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, "gh"),
    `#!/usr/bin/env bash
echo "$*" >> "${folder}/gh.log"
case "$1 $2" in
  "run list") [ ! -d "${folder}/last" ] || echo 41 ;;
  "run download") while [ "$1" != --dir ]; do shift; done; cp -r "${folder}/last" "$2" ;;
  "api --paginate") cat "${folder}/comments" 2>/dev/null || true ;;
  "api --method") for word; do case "$word" in body=@*) cp "\${word#body=@}" "${folder}/comment.md" ;; esac; done ;;
esac
`,
  );
  chmodSync(join(bin, "gh"), 0o755);
  const values: Record<string, string> = {
    "github.event.pull_request.number": pullRequest,
    "github.token": "t",
  };
  for (const [name, { default: usual = "" }] of Object.entries(action.inputs))
    values[`inputs.${name}`] = inputs[name] ?? usual;
  const fill = (text: string): string =>
    text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => values[name] ?? "");
  const holds = (condition = "true"): boolean =>
    condition.split(" && ").every((part) => {
      const [, name] = /^([\w.-]+) != ''$/.exec(part) ?? [];
      return name === undefined || (values[name] ?? "") !== "";
    });
  let status = 0;
  let out = "";
  const summary = join(folder, "summary.md");
  for (const [index, step] of action.runs.steps.entries()) {
    if (step.run === undefined || !holds(step.if) || status !== 0) continue;
    const output = join(folder, `output-${index}`);
    writeFileSync(output, "");
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]),
    );
    await new Promise<void>((resolve) => {
      execFile(
        "bash",
        ["-e", "-o", "pipefail", "-c", fill(step.run ?? "")],
        {
          cwd: folder,
          env: {
            PATH: [bin, join(process.execPath, ".."), process.env["PATH"]].join(delimiter),
            HOME: process.env["HOME"] ?? "/",
            LAMBDA_CONFORMANCE: `${process.execPath} ${join(ROOT, "cli.ts")}`,
            GITHUB_ACTION_PATH: ROOT,
            GITHUB_OUTPUT: output,
            GITHUB_STEP_SUMMARY: summary,
            GITHUB_REPOSITORY: "owner/name",
            GITHUB_WORKFLOW: "ci",
            RUNNER_TEMP: folder,
            ...env,
          },
        },
        (error, stdout, stderr) => {
          status = typeof error?.code === "number" ? error.code : error ? 99 : 0;
          out += stdout + stderr;
          resolve();
        },
      );
    });
    for (const line of readFileSync(output, "utf8").trimEnd().split("\n")) {
      const [name = "", ...rest] = line.split("=");
      if (step.id !== undefined) values[`steps.${step.id}.outputs.${name}`] = rest.join("=");
    }
  }
  const text = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");
  return {
    status,
    out,
    outputs: Object.fromEntries(
      Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value)]),
    ),
    summary: text(summary),
    gh: text(join(folder, "gh.log")),
    comment: text(join(folder, "comment.md")),
  };
}

const common = { options: `--only ${SOUND} --only '${UNKNOWN}' --cases 1 --min-coverage 0` };
const tested = (more: Readonly<Record<string, string>> = {}, pullRequest = ""): Promise<Ran> =>
  ran({ endpoint: door.url.href, ...common, ...more }, pullRequest);

test("what conforms ends with 0, and leaves reports, a badge and a summary", async () => {
  lacking = [];
  const { status, outputs, summary, gh } = await tested();
  expect({ status, gh }).toEqual({ status: 0, gh: "" });
  expect(outputs).toEqual({
    status: "0",
    report: "conformance-report/report.json",
    badge: "conformance-report/badge.json",
    "newly-failing": "",
  });
  expect(summary).toContain("# AWS Lambda Invoke conformance of");
  for (const file of ["report.json", "badge.json", "junit.xml", "report.html"])
    expect(existsSync(join(folder, "conformance-report", file)), file).toBe(true);
}, 60_000);

test("what fails ends with 1, and is annotated", async () => {
  lacking = [UNKNOWN];
  const { status, outputs, out, summary } = await tested({ summary: "false" });
  expect({ status, said: outputs["status"], summary }).toEqual({ status: 1, said: "1", summary: "" });
  expect(out).toMatch(/^::error title=/m);
}, 60_000);

test("a command line that is wrong ends with 2, without outputs that are not there", async () => {
  const { status, outputs, out } = await ran({ endpoint: door.url.href, options: "--onyl x" });
  expect({ status, report: outputs["report"] }).toEqual({ status: 2, report: "" });
  expect(out).toContain("unknown option '--onyl'");
}, 60_000);

describe("against the last run of a branch", () => {
  /** Judges the endpoint as it is now, and keeps the report as that of the last run. */
  const remember = async (): Promise<void> => {
    await tested({ out: "last" });
    rmSync(join(folder, "gh.log"), { force: true });
  };

  test("what fails newly counts, and a comment tells it", async () => {
    lacking = [];
    await remember();
    lacking = [UNKNOWN];
    const { status, outputs, gh, comment } = await tested({ baseline: "main" }, "7");
    expect({ status, newly: outputs["newly-failing"] }).toEqual({ status: 1, newly: "1" });
    expect(gh).toContain("run list --repo owner/name --workflow ci --branch main");
    expect(gh).toContain("api --method POST repos/owner/name/issues/7/comments");
    expect(comment).toMatch(/^<!-- lambda-conformance -->\n/);
    expect(comment).toContain(UNKNOWN);
  }, 60_000);

  test("what failed before does not, and the comment that is there is written anew", async () => {
    lacking = [UNKNOWN];
    await remember();
    writeFileSync(join(folder, "comments"), "123\n");
    const { status, outputs, gh } = await tested({ baseline: "main" }, "7");
    expect({ status, newly: outputs["newly-failing"] }).toEqual({ status: 0, newly: "0" });
    expect(gh).toContain("api --method PATCH repos/owner/name/issues/comments/123");
  }, 60_000);

  test("where no run has left a report, every failure counts, and that is said", async () => {
    lacking = [UNKNOWN];
    const { status, out, gh } = await tested({ baseline: "main" }, "7");
    expect(status).toBe(1);
    expect(out).toContain("::notice title=No baseline::");
    expect(gh).not.toContain("api");
  }, 60_000);

  test("no comment is written where none is wanted, and where there is no pull request", async () => {
    lacking = [];
    await remember();
    expect((await tested({ baseline: "last/report.json", comment: "false" }, "7")).gh).toBe("");
    expect((await tested({ baseline: "last/report.json" })).gh).toBe("");
  }, 60_000);
});

test("all that steps read is there: inputs, outputs of earlier steps, scripts", () => {
  const seen = new Set<string>();
  for (const step of action.runs.steps) {
    const text = JSON.stringify(step);
    for (const [, name] of text.matchAll(/inputs\.([\w-]+)/g))
      expect(Object.keys(action.inputs)).toContain(name);
    for (const [, id] of text.matchAll(/steps\.([\w-]+)\.outputs/g)) expect([...seen]).toContain(id);
    for (const [, script = ""] of text.matchAll(/GITHUB_ACTION_PATH\/([\w/.]+)/g))
      expect(existsSync(join(ROOT, script)), script).toBe(true);
    if (step.uses) expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
    if (step.id) seen.add(step.id);
  }
});

test("the version that judges is that of the package", () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(String(action.inputs["version"]?.default)).toBe(version);
});
