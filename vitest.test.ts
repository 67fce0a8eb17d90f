import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { before } from "./reports/testing/two-reports.ts";

const ROOT = import.meta.dirname;

interface Tested {
  readonly status: string;
  readonly text: string;
}

/** Runs vitest on a new project with these test files. Returns how each test ended, by file and name. */
async function tested(
  files: Readonly<Record<string, string>>,
  ...more: readonly string[]
): Promise<{ readonly tests: ReadonlyMap<string, Tested>; readonly out: string }> {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const report = join(folder, "report.json");
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [
        join(ROOT, "node_modules/vitest/vitest.mjs"),
        "run",
        "--root",
        folder,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
        ...more,
      ],
      { env: { ...process.env, NO_COLOR: "1", VITEST: undefined }, cwd: folder, maxBuffer: 10_000_000 },
    ).catch((error: { readonly stdout: string; readonly stderr: string }) => error);
    const { testResults } = JSON.parse(readFileSync(report, "utf8"));
    const tests = new Map<string, Tested>();
    for (const { name, assertionResults } of testResults) {
      for (const { title, status, failureMessages } of assertionResults)
        tests.set(`${basename(name)} ${title}`, { status, text: failureMessages.join("\n") });
    }
    return { tests, out: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const HEAD = `
import { conformance } from ${JSON.stringify(join(ROOT, "vitest.ts"))};
import { handlerTarget } from ${JSON.stringify(join(ROOT, "targets/handler-target.ts"))};
import { createReference } from ${JSON.stringify(join(ROOT, "targets/reference/reference.ts"))};
import { loadSpecification } from ${JSON.stringify(join(ROOT, "specs/load-specification.ts"))};
import { mutantWithout } from ${JSON.stringify(join(ROOT, "mutants/mutant-without.ts"))};
const specification = loadSpecification();
/** The reference without these clauses, and without dead-letter queues. */
const broken = (...ids) => handlerTarget("broken", () => {
  const reference = createReference({ specification });
  let handler = reference;
  for (const id of ids) handler = mutantWithout(id, specification).wrap(handler, specification);
  return { handle: (request) => handler.handle(request), close: () => reference.close() };
}, { without: ["dead-letter"] });
`;

const UNKNOWN = "invoke/existence/unknown-function";
const DRY_RUN = "invoke/status/dry-run";
const SOUND = "invoke/status/request-response";

describe("a project with a subject that is wrong", () => {
  let tests: ReadonlyMap<string, Tested>;
  let out: string;
  beforeAll(async () => {
    ({ tests, out } = await tested({
      "broken.test.ts": `${HEAD}
        conformance({
          target: broken(${JSON.stringify(UNKNOWN)}, ${JSON.stringify(DRY_RUN)}, "invoke/error/named"),
          only: [${JSON.stringify(UNKNOWN)}, ${JSON.stringify(DRY_RUN)}, ${JSON.stringify(SOUND)}, "invoke/asynchronous/*dead-letter*"],
          cases: 3,
          deviations: [
            { clause: ${JSON.stringify(DRY_RUN)}, reason: "not yet" },
            { clause: ${JSON.stringify(SOUND)}, reason: "it does not fail any more" },
          ],
        });`,
      "nobody.test.ts": `${HEAD} conformance({ endpoint: "http://127.0.0.1:1", only: ["invoke/log/*"] });`,
      "typo.test.ts": `${HEAD} conformance({ only: ["invoke/stats/*"] });`,
    }));
  }, 60_000);

  const statusOf = (name: string): string | undefined => tests.get(`broken.test.ts ${name}`)?.status;

  const textOf = (name: string): string | undefined => tests.get(`broken.test.ts ${name}`)?.text;

  test("passes what conforms", () => expect(statusOf(SOUND)).toBe("passed"));

  test("fails what does not, and tells it as the terminal does", () => {
    expect(statusOf(UNKNOWN)).toBe("failed");
    expect(textOf(UNKNOWN)).toContain("A request for a function that does not exist is rejected with 404");
    for (const label of ["source", "why", "expected", "got", "request", "response", "curl", "repeat"])
      expect(textOf(UNKNOWN)).toMatch(new RegExp(`^  ${label} `, "m"));
    expect(out).toMatch(/❯ broken\.test\.ts:\d+:\d+/);
  });

  test("takes a known failure for an expected one", () => expect(statusOf(DRY_RUN)).toBe("passed"));

  test("fails for a known failure that is none any more", () => {
    expect(statusOf("the run as a whole")).toBe("failed");
    expect(textOf("the run as a whole")).toContain(`deviation ${SOUND}: no longer fails`);
  });

  test("skips what cannot be tested, with the reason", () => {
    const skipped = [...tests].filter(([, { status }]) => status === "skipped" || status === "pending");
    expect(skipped.length).toBeGreaterThan(0);
    expect(out).toContain("the target does not support dead-letter");
  });

  test("fails once, and in words, where nothing answers", () => {
    expect(out.match(/http:\/\/127\.0\.0\.1:1: no endpoint responds there/g)).toHaveLength(1);
    const passed = [...tests].filter(
      ([name, { status }]) => name.startsWith("nobody") && status === "passed",
    );
    expect(passed).toEqual([]);
  });

  test("tells a pattern that matches no clause when tests are collected", () => {
    expect(out).toContain("--only invoke/stats/*: matches no clause");
  });
});

test("baseline and clausesOf of a config file hold", async () => {
  const verdicts = [UNKNOWN, DRY_RUN, SOUND].flatMap((clause) => {
    const outcome = clause === UNKNOWN ? "fail" : "pass";
    const like = before.verdicts.find((verdict) => verdict.outcome === outcome);
    return like ? [{ ...like, clause }] : [];
  });
  const { tests, out } = await tested({
    "lambda-conformance.config.json": JSON.stringify({ baseline: "before.json", clausesOf: "0.2.0" }),
    "before.json": JSON.stringify({ ...before, verdicts }),
    "old.test.ts": `${HEAD} conformance({ target: broken(${JSON.stringify(UNKNOWN)}, ${JSON.stringify(DRY_RUN)}), cases: 2, only: ${JSON.stringify([UNKNOWN, DRY_RUN, SOUND])} });`,
    "newer.test.ts": `${HEAD} conformance({ clausesOf: "9.9.9" });`,
  });
  expect([UNKNOWN, DRY_RUN, SOUND].map((id) => tests.get(`old.test.ts ${id}`)?.status)).toEqual([
    "passed",
    "failed",
    "passed",
  ]);
  expect(out).toContain("--clauses-of 9.9.9: unknown release; use one of 0.2.0");
}, 120_000);

test("vitest shares files out by --shard, and judges only what it selects by name", async () => {
  const file = `${HEAD} conformance({ target: broken(), cases: 1, only: ["invoke/status/*"] });`;
  const { tests, out } = await tested({ "a.test.ts": file, "b.test.ts": file }, "--shard=1/2", "-t", SOUND);
  expect(out).toMatch(/Test Files +1 passed \(1\)/);
  const ran = [...tests].filter(([, { status }]) => status === "passed").map(([name]) => name.split(" ")[1]);
  expect(ran).toEqual([SOUND]);
}, 60_000);

test("docs/vitest.md shows the example, which passes", async () => {
  const example = readFileSync(join(ROOT, "examples/vitest/conformance.test.ts"), "utf8");
  expect(readFileSync(join(ROOT, "docs/vitest.md"), "utf8")).toContain(example);
  const file = example.replace("lambda-conformance/vitest", join(ROOT, "vitest.ts"));
  const { tests } = await tested({ "conformance.test.ts": file });
  expect(tests.size).toBeGreaterThan(5);
  expect([...tests].filter(([, { status }]) => status !== "passed")).toEqual([]);
}, 60_000);
