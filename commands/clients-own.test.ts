import { execFile, execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { buildFolder } from "../drivers/clients/known-client.ts";
import type { MeasuredClient } from "../suites/attempts/measure-attempts.ts";
import { command as attempts } from "./attempts.ts";
import { command as grade } from "./grade.ts";
import { command as serve } from "./serve.ts";
import { call } from "./testing/call.ts";

const ROOT = join(import.meta.dirname, "..");
const EXAMPLE = join(ROOT, "drivers/example/own");

/** A copy of an example, with the files or words that start its driver and its application. */
interface Language {
  readonly folder: string;
  readonly driver: string;
  readonly application: readonly string[];
}

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "clients-own-"));
  cpSync(EXAMPLE, cwd, { recursive: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cwd, { recursive: true, force: true });
});

/** The folder where the driver of a known client was built, which has its SDK. */
function sdk(client: string): string {
  const folder = buildFolder(client);
  if (folder === undefined || !existsSync(folder))
    throw new Error(`lambda-conformance run --client ${client} installs its SDK`);
  return folder;
}

/** Runs the application once for each call, as the guide does. Its exit status does not matter. */
async function makeCalls(folder: string, application: readonly string[]): Promise<void> {
  await promisify(execFile)("sh", [join(cwd, "each-call.sh"), ...application], { cwd: folder }).catch(
    () => {},
  );
}

/** Prepares the example of each language. Throws if a program that it needs is not installed. */
const LANGUAGES: Readonly<Record<string, () => Language>> = {
  node: () => {
    symlinkSync(join(ROOT, "node_modules"), join(cwd, "node/node_modules"));
    return { folder: join(cwd, "node"), driver: "driver.mjs", application: [process.execPath, "app.mjs"] };
  },
  python: () => {
    vi.stubEnv("PATH", `${join(sdk("boto3"), ".venv/bin")}${delimiter}${process.env["PATH"]}`);
    return { folder: join(cwd, "python"), driver: "driver.py", application: ["python3", "orders.py"] };
  },
  go: () => {
    const folder = join(cwd, "go");
    sdk("go-v2");
    execFileSync("go", ["build", "-o", "measure", "./driver"], { cwd: folder, stdio: "pipe" });
    execFileSync("go", ["build", "-o", "application", "./app"], { cwd: folder, stdio: "pipe" });
    return { folder, driver: "measure", application: ["./application"] };
  },
  java: () => {
    const folder = join(cwd, "java");
    const jars = join(sdk("java-v2"), "target/dependency");
    vi.stubEnv("CLASSPATH", join(jars, "*"));
    execFileSync("javac", ["-d", "classes", "Orders.java", "Driver.java"], { cwd: folder, stdio: "pipe" });
    return { folder, driver: "driver.sh", application: ["java", "-cp", `classes:${jars}/*`, "Orders"] };
  },
};

const SOME = /retry\/(?:success-once|status-500|throttled|timeout|timeout-again):/;

describe.each(Object.keys(LANGUAGES))("in %s", (name) => {
  /** Skips if the language is not installed. @throws if CI requires it */
  const there = (skip: (why: string) => void): Language => {
    try {
      return (LANGUAGES[name] as () => Language)();
    } catch (error) {
      if (process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] === "1") throw error;
      skip((error as Error).message);
      throw error;
    }
  };

  test("the guide holds its files", () => {
    const guide = readFileSync(join(ROOT, "docs/clients-own.md"), "utf8");
    const sources = readdirSync(join(EXAMPLE, name), { recursive: true, encoding: "utf8" }).filter((file) =>
      /(?:orders|driver)[^/]*\.\w+$|driver\/main\.go$/i.test(file),
    );
    expect(sources.length).toBeGreaterThan(1);
    for (const file of sources) {
      expect(guide).toContain(readFileSync(join(EXAMPLE, name, file), "utf8"));
    }
  });

  test("its driver tells how often one call runs the function", { timeout: 180_000 }, async ({ skip }) => {
    const { folder, driver } = there(skip);
    const { out } = await call(attempts, ["--driver", join(folder, driver), "--json"], { cwd });
    const [{ calls }] = JSON.parse(out) as [MeasuredClient];
    const told = new Map(calls.map((its) => [its.situation, its]));
    expect(told.get("success")).toMatchObject({
      requests: 1,
      executions: { least: 1, most: 1 },
      told: "output",
    });
    expect(told.get("throttled-once")).toMatchObject({ requests: 2, executions: { least: 1, most: 1 } });
    expect(told.get("failed-once")).toMatchObject({ requests: 2, executions: { least: 1, most: 2 } });
    expect(told.get("silence")).toMatchObject({ told: "error" });
    expect(told.get("silence")?.waitedMs).toBeGreaterThan(1_900);
    expect(told.get("silence")?.unanswered).toBe(told.get("silence")?.requests);
  });

  test("its application is judged without a driver", { timeout: 180_000 }, async ({ skip }) => {
    const { folder, application } = there(skip);
    const har = join(cwd, "calls.har");
    let interrupt = (): void => {};
    await call(serve, ["--script", "client/retry/*", "--cases", "1", "--seed", "1", "--record", har], {
      cwd,
      interrupt: (end) => {
        interrupt = end;
      },
      heard: (printed) => {
        // Some calls are enough, because a Java application takes seconds to start.
        const some = printed.split("\n").filter((line) => SOME.test(line));
        writeFileSync(join(folder, "calls.txt"), some.join("\n"));
        makeCalls(folder, application).finally(() => interrupt());
      },
    });
    const { out } = await call(grade, ["--client", har, "--no-color"], { cwd });
    expect(out).toMatch(/client\/retry\/status-500:1:0 +2 +1 to 2 +0 /);
    expect(out).toMatch(/client\/retry\/timeout:1:0 /);
    const report = JSON.parse(readFileSync(join(cwd, "conformance-report/report.json"), "utf8"));
    const outcomes = new Map(
      report.verdicts.map(({ clause, outcome }: { clause: string; outcome: string }) => [clause, outcome]),
    );
    expect(outcomes.get("client/retry/success-once")).toBe("pass");
    expect(outcomes.get("client/retry/throttled")).toBe("pass");
    expect(outcomes.get("client/retry/timeout-again")).toBe("noted");
  });
});
