import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { main } from "../../commands/main.ts";
import { calling } from "../../commands/testing/call.ts";
import type { Report } from "../../reports/report.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { type HttpDoor, openHttpDoor } from "../../targets/reference/http-door.ts";
import { createReference, type Reference } from "../../targets/reference/reference.ts";

const ROOT = join(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const read = (file: string) => parse(readFileSync(join(import.meta.dirname, file), "utf8"));

/** The words of a shell line that runs the judge, with values for what only a shell could fill in. */
function wordsOf(line: string): string[] {
  const [, command = ""] = new RegExp(`npx --yes lambda-conformance@${version} (.*)$`, "s").exec(line) ?? [];
  return command
    .replace('"$ENDPOINT"', "http://emulator:4566")
    .replace('"$(hostname -i)"', "10.0.0.2")
    .replace(/ "\$\{before\[@\]\}"/, "")
    .split(/\s+/);
}

test("the GitLab example names the version of the package, and options that there are", async () => {
  const { conformance } = read("gitlab.yml");
  const line = conformance.script.find((command: string) => command.includes("npx"));
  const called = await calling({ cwd: "/" }, (io) => main([...wordsOf(line), "--dry-run"], io));
  expect(called).toMatchObject({ exitCode: 0, err: "" });
  expect(called.out).not.toBe("");
});

test("the GitHub example gives the action inputs that it has, and names the version of the package", () => {
  const { jobs } = read("github-action.yml");
  const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
  const step = jobs.judge.steps.find(({ uses }: { uses?: string }) => uses?.includes("lambda-conformance"));
  expect(step.uses).toBe(`OWNER/lambda-conformance@v${version}`);
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
  expect(step.with["clauses-of"]).toBe(version);
  const line = jobs.report.steps.find(({ run }: { run?: string }) => run?.includes("npx")).run;
  expect(wordsOf(line)).toEqual(expect.arrayContaining(["merge", "--report", "badge"]));
});

test("the image starts the command that the package has, and files that it copies are there", () => {
  const text = readFileSync(join(ROOT, "Dockerfile"), "utf8");
  const { bin, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [, entry] = /^ENTRYPOINT \["(.+)"\]$/m.exec(text) ?? [];
  expect(Object.keys(bin)).toEqual([entry]);
  for (const [, major] of text.matchAll(/^FROM node:(\d+)/gm))
    expect(Number(major)).toBeGreaterThanOrEqual(Number.parseInt(engines.node.slice(2), 10));
});

describe("four parts side by side, joined, say what the whole run says", () => {
  /** Clauses with their own cases, passive clauses, and one that the endpoint breaks. */
  const ONLY = [
    "invoke/status/*",
    "invoke/existence/*",
    "invoke/executed-version/*",
    "invoke/qualifier/*",
    "invoke/error/*",
    "invoke/request-id/*",
  ];
  let reference: Reference;
  let door: HttpDoor;
  let folder: string;
  let whole: Readonly<Record<string, string>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "ci-"));
    reference = createReference({ specification: loadSpecification() });
    // The endpoint breaks a clause: it responds to a dry run with 200.
    door = await openHttpDoor({
      handle: async (request) => {
        const reply = await reference.handle(request);
        return reply.status === 204 ? { ...reply, status: 200 } : reply;
      },
    });
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const judge = `exec "${process.execPath}" "${join(ROOT, "cli.ts")}" "$@"\n`;
    writeFileSync(join(bin, "lambda-conformance"), `#!/bin/sh\n${judge}`, { mode: 0o755 });
    writeFileSync(
      join(bin, "npx"),
      `#!/bin/sh\n[ "$1 $2" = "--yes lambda-conformance@${version}" ] || exit 99\nshift 2\n${judge}`,
      { mode: 0o755 },
    );
    const cwd = settings("whole");
    await shell(
      `lambda-conformance run --endpoint ${door.url.href} --seed 1 --clauses-of ${version} ${DECLARED}`,
      cwd,
    );
    whole = outcomesIn(join(cwd, "conformance-report"));
    expect(Object.values(whole)).toEqual(expect.arrayContaining(["pass", "fail"]));
  }, 120_000);
  afterAll(async () => {
    await door.close();
    await reference.close();
    rmSync(folder, { recursive: true });
  });

  const DECLARED = "--no-feature dead-letter --no-feature authenticates";

  /** A folder with the settings that a user has. */
  function settings(name: string): string {
    const cwd = join(folder, name);
    mkdirSync(cwd);
    writeFileSync(
      join(cwd, "lambda-conformance.config.json"),
      JSON.stringify({
        only: ONLY,
        cases: 2,
        minCoverage: 0,
        features: { "dead-letter": false, authenticates: false },
      }),
    );
    writeFileSync(join(cwd, "known-failures.json"), JSON.stringify({ deviations: [] }));
    return cwd;
  }

  async function shell(
    script: string,
    cwd: string,
    env: Readonly<Record<string, string>> = {},
    command: readonly string[] = ["bash", "-ec"],
  ): Promise<{ readonly status: number; readonly said: string }> {
    const [file = "", ...args] = command;
    const child = spawn(file, [...args, script], {
      cwd,
      env: {
        PATH: [join(folder, "bin"), join(process.execPath, ".."), process.env["PATH"]].join(delimiter),
        HOME: folder,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
    const [status] = (await once(child, "close")) as [number];
    return { status, said };
  }

  function outcomesIn(at: string): Record<string, string> {
    const { verdicts } = JSON.parse(readFileSync(join(at, "report.json"), "utf8")) as Report;
    return Object.fromEntries(verdicts.map(({ clause, outcome }) => [clause, outcome]).sort());
  }

  test("in the matrix of GitHub", async () => {
    const { jobs } = read("github-action.yml");
    const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
    const { run, env } = action.runs.steps.find(({ id }: { id?: string }) => id === "run");
    const { with: given } = jobs.judge.steps.find(({ uses }: { uses?: string }) =>
      uses?.includes("lambda-conformance"),
    );
    const gathered = settings("github");
    const part = async (shard: string): Promise<void> => {
      const inputs: Readonly<Record<string, string>> = { ...given, endpoint: door.url.href, shard };
      const cwd = settings(`github-${shard.replace("/", "-")}`);
      const filled = Object.entries(env as Record<string, string>).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input: string) =>
          String(inputs[input] ?? action.inputs[input].default ?? ""),
        ),
      ]);
      const { status, said } = await shell(run, cwd, {
        ...Object.fromEntries(filled),
        // Without an earlier report.
        BASELINE: "",
        GITHUB_ACTION_PATH: ROOT,
        GITHUB_OUTPUT: join(cwd, "output"),
        GITHUB_STEP_SUMMARY: join(cwd, "summary.md"),
      });
      expect(status, said).toBe(0);
      const [, artifact = ""] = /^artifact=(.+)$/m.exec(readFileSync(join(cwd, "output"), "utf8")) ?? [];
      cpSync(join(cwd, action.inputs.out.default), join(gathered, artifact), { recursive: true });
    };
    await Promise.all(jobs.judge.strategy.matrix.part.map(part));
    expect(readdirSync(gathered).filter((name) => name.startsWith("conformance-report-"))).toHaveLength(4);
    const line = jobs.report.steps.find(({ run }: { run?: string }) => run?.includes("npx")).run;
    const merged = await shell(line, gathered);
    expect(merged.status, merged.said).toBe(1);
    expect(outcomesIn(join(gathered, "conformance-report"))).toEqual(whole);
  }, 120_000);

  test("in the indexed job of Kubernetes", async () => {
    const documents = parseAllDocuments(readFileSync(join(import.meta.dirname, "kubernetes.yaml"), "utf8"));
    const jobs = documents
      .map((document) => document.toJS())
      .filter(({ kind }: { kind: string }) => kind === "Job");
    const [judging, joining] = jobs;
    expect(judging.spec).toMatchObject({ completionMode: "Indexed", completions: 4, parallelism: 4 });
    const reports = join(folder, "reports");
    mkdirSync(reports);
    const ran = (job: typeof judging, cwd: string, more: Readonly<Record<string, string>>) => {
      const [{ command, args, env }] = job.spec.template.spec.containers;
      const its = env.map(({ name, value }: { name: string; value: string }) => [name, value]);
      return shell(args[0], cwd, { ...Object.fromEntries(its), REPORTS: reports, ...more }, command);
    };
    const parts = Array.from({ length: judging.spec.completions }, (_, index) =>
      ran(judging, settings(`kubernetes-${index}`), {
        ENDPOINT: door.url.href,
        JOB_COMPLETION_INDEX: String(index),
      }),
    );
    // The joining job starts together with the parts, and waits for them.
    const merged = await ran(joining, settings("kubernetes"), {});
    for (const { status, said } of await Promise.all(parts)) expect(status, said).toBe(0);
    expect(merged.status, merged.said).toBe(1);
    expect(outcomesIn(join(reports, "whole"))).toEqual(whole);
  }, 120_000);

  test("the judge of Kubernetes names the version of the package, and as many parts as there are pods", () => {
    const text = readFileSync(join(import.meta.dirname, "kubernetes.yaml"), "utf8");
    expect(text).toContain(`--clauses-of ${version}`);
    expect(text.match(/name: PARTS, value: "4"/g)).toHaveLength(2);
  });
});
