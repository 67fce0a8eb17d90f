import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { documentBlocks } from "./testing/document-blocks.ts";

const ROOT = join(import.meta.dirname, "..");
const GUIDES = ["docs/double.md", "docs/arbitraries.md"];
/** In CI nothing is skipped. */
const requiresAll = process.env["LAMBDA_CONFORMANCE_REQUIRE_ALL"] !== undefined;
// Below our own node_modules, so that programs find the packages that their readers install.
const folder = mkdtempSync(join(ROOT, "node_modules", ".guides-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The source files of the exported modules, by the names that programs import. */
function sources(): ReadonlyMap<string, string> {
  const { name, exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    name: string;
    exports: Record<string, string>;
  };
  const modules = Object.entries(exports).filter(([, file]) => file.endsWith(".js"));
  return new Map(
    modules.map(([path, file]) => [
      join(name, path),
      pathToFileURL(join(ROOT, file.replace("/dist/", "/").replace(/js$/, "ts"))).href,
    ]),
  );
}

describe.each(GUIDES)("the programs of %s", (guide) => {
  const programs = documentBlocks(guide, "js program");

  test.each(programs.map((text, index) => [index + 1, text]))(
    "number %i does what it says",
    async (index, text) => {
      let code = text as string;
      for (const [name, source] of sources())
        code = code.replaceAll(`from "${name}"`, `from ${JSON.stringify(source)}`);
      const file = join(folder, `${guide.replace(/\W/g, "-")}-${index}.mjs`);
      writeFileSync(file, code);
      const { stderr } = await promisify(execFile)(process.execPath, [file], { timeout: 60_000 });
      expect(stderr).toBe("");
    },
  );

  test("are there", () => expect(programs.length).toBeGreaterThan(2));
});

describe("the double of docs/double.md on the command line", () => {
  let served: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const [handler = ""] = documentBlocks("docs/double.md", "js handler.mjs");
    writeFileSync(join(folder, "handler.mjs"), handler);
    const [line = ""] = documentBlocks("docs/double.md", "sh serve");
    const words = line.trim().replace("--port 9001", "--port 0").split(" ").slice(2);
    served = spawn(process.execPath, [join(ROOT, "cli.ts"), ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const lines = createInterface({ input: served.stdout as Readable });
    [url] = (await once(lines, "line")) as [string];
  }, 60_000);
  afterAll(async () => {
    served.kill("SIGINT");
    if (served.exitCode === null) await once(served, "exit");
  });

  /** The environment of a reader who has configured only what the guide says. */
  const environment = (): NodeJS.ProcessEnv => {
    const config = join(folder, "config");
    writeFileSync(config, "[default]\ncli_binary_format = raw-in-base64-out\n");
    return {
      PATH: process.env["PATH"],
      HOME: folder,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
      AWS_PAGER: "",
    };
  };

  test("the AWS CLI calls it as it calls Lambda", { timeout: 120_000 }, async ({ skip }) => {
    if (!requiresAll && spawnSync("aws", ["--version"]).error !== undefined) skip("there is no aws");
    const [commands = ""] = documentBlocks("docs/double.md", "sh double");
    const text = commands.replaceAll("http://127.0.0.1:9001", url);
    const { stdout, stderr } = await promisify(execFile)("bash", ["--norc", "-eo", "pipefail", "-c", text], {
      cwd: folder,
      env: environment(),
    });
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /^\{\s*"StatusCode": 200,\s*"ExecutedVersion": "\$LATEST"\s*\}\s*\{"statusCode":200,"body":"value"\}/,
    );
    expect(stdout).toContain('"LogResult": "');
    expect(stdout).toMatch(
      /\nSTART RequestId: \S+ Version: \$LATEST\n.*called for my-function\nEND RequestId/,
    );
  });

  test("boto3 calls it as it calls Lambda", { timeout: 60_000 }, async ({ skip }) => {
    if (!requiresAll && spawnSync("python3", ["-c", "import boto3"]).status !== 0) skip("there is no boto3");
    const [program = ""] = documentBlocks("docs/double.md", "python double");
    const env = {
      ...environment(),
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "any",
    };
    const text = program.replaceAll("http://127.0.0.1:9001", url);
    await promisify(execFile)("python3", ["-c", text], { cwd: folder, env });
  });
});
