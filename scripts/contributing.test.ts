import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentBlocks } from "../commands/testing/document-blocks.ts";

const ROOT = join(import.meta.dirname, "..");
/** Folders of a checkout that the examples do not need. */
const LEFT_OUT = ["node_modules", "dist", ".git", "conformance-report"];
const TIMEOUT_MS = 120_000;

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "contributing-"));
  cpSync(ROOT, copy, {
    recursive: true,
    filter: (source) => !LEFT_OUT.includes(relative(ROOT, source)),
  });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
}, TIMEOUT_MS);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

interface Ended {
  readonly status: number;
  readonly out: string;
}

/** Runs a file of the copy as a contributor does. */
async function node(...args: readonly string[]): Promise<Ended> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS$|CI$|GITHUB_)/.test(name)),
  );
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...args], {
      cwd: copy,
      env,
      timeout: TIMEOUT_MS / 2,
    });
    return { status: 0, out: stdout + stderr };
  } catch (fault) {
    const { code, stdout, stderr } = fault as { code: number; stdout: string; stderr: string };
    return { status: code, out: stdout + stderr };
  }
}

const tests = (...files: readonly string[]): Promise<Ended> =>
  node("node_modules/vitest/vitest.mjs", "run", ...files, "-u");

function example(language: string, file = "CONTRIBUTING.md"): string {
  const [block = ""] = documentBlocks(file, language);
  expect(block).not.toBe("");
  return block;
}

function edit(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(copy, file), "utf8");
  const edited = text.replace(from, to);
  expect(edited, file).not.toBe(text);
  writeFileSync(join(copy, file), edited);
}

/** Writes clauses to a new file of the specification. */
function writeClauses(file: string, head: object, clauses: readonly object[]): void {
  writeFileSync(join(copy, "specs/clauses", file), JSON.stringify({ ...head, clauses }));
}

/** The clause of an example, which the specification already has, under another id. */
function renamed(block: string): { readonly id: string } {
  const clause = JSON.parse(block);
  return { ...clause, id: `${clause.id}-again` };
}

describe("what CONTRIBUTING.md says is enough, one after the other, for", { timeout: TIMEOUT_MS }, () => {
  test("a clause about endpoints", async () => {
    const head = { operations: ["Invoke", "InvokeWithResponseStream"], binds: "server" };
    writeClauses("both/example.json", head, [renamed(example("json clause"))]);
    const id = "invoke/function-name/too-long-again";
    expect(await node("cli.ts", "explain", id)).toMatchObject({ status: 0 });
    expect(await node("cli.ts", "run", "--only", id, "--cases", "3")).toMatchObject({ status: 0 });
  });

  test("a clause about clients", async () => {
    const head = { operations: ["Invoke", "InvokeWithResponseStream"], binds: "client" };
    writeClauses("client/example.json", head, [renamed(example("json client clause"))]);
    const id = "client/error/status-400-again";
    const { status, out } = await node("teeth/main.ts", "--only", id, "--out", "teeth.md");
    expect({ status, out }).toMatchObject({ status: 0, out: expect.stringContaining(id) });
  });

  test("a scenario", async () => {
    writeFileSync(join(copy, "generators/scenarios/nested-arrays.ts"), example("ts scenario"));
    const table = "generators/scenarios.ts";
    edit(table, "\n\n", '\nimport { nestedArrays } from "./scenarios/nested-arrays.ts";\n\n');
    edit(table, /\};\n$/, '  "nested-arrays": nestedArrays,\n};\n');
    expect(await node("scripts/scenario-schemas.ts")).toMatchObject({ status: 0 });
    writeClauses("invoke/example.json", { operations: ["Invoke"], binds: "server" }, [
      {
        id: "invoke/payload/nested-arrays",
        level: "must",
        says: "Arrays within arrays are a payload.",
        given: { scenario: "nested-arrays", depth: 3 },
        expect: [{ status: 200 }],
        source: ["api, Payload"],
      },
    ]);
    expect(await tests("generators/scenarios.test.ts", "scripts/scenario-schemas.test.ts")).toMatchObject({
      status: 0,
    });
    expect(await node("cli.ts", "run", "--only", "invoke/payload/nested-arrays")).toMatchObject({
      status: 0,
    });
  });

  test("a report format", async () => {
    writeFileSync(join(copy, "reports/formats/csv.ts"), example("ts format"));
    expect(await tests("reports/formats.test.ts")).toMatchObject({ status: 0 });
    const golden = readFileSync(join(copy, "reports/testing/golden/report.csv"), "utf8");
    expect(golden).toContain("invoke/status/dry-run,error\n");
  });

  test("a target", async () => {
    writeFileSync(join(copy, "targets/known/mine.ts"), example("ts", "docs/targets.md"));
    const { out } = await node("cli.ts", "list", "--targets");
    // The example names a function that its reader would write, so it does not compile here.
    rmSync(join(copy, "targets/known/mine.ts"));
    expect(out).toMatch(/^mine\b/m);
  });

  test("a client", async () => {
    cpSync(join(copy, "drivers/clients/boto3"), join(copy, "drivers/clients/mine"), { recursive: true });
    const { out } = await node("cli.ts", "list", "--clients");
    expect(out).toMatch(/^mine\b/m);
  });

  test("a keyword: the compiler leads to the files that are named, and to no other", async () => {
    edit("specs/operation.ts", "readonly minLength?: number;", "$&\n  readonly multipleOf?: number;");
    const { status, out } = await node("node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false");
    expect(status).not.toBe(0);
    const files = new Set([...out.matchAll(/^([^\s(]+)\(\d+,\d+\): error/gm)].map(([, file]) => file ?? ""));
    const text = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
    const [section = ""] = /## A keyword\n[\s\S]*?(?=\n## )/.exec(text) ?? [];
    expect([...files].filter((file) => !section.includes(`](${file})`))).toEqual([]);
    expect(files.size).toBeGreaterThan(2);
  });
});
