import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, test } from "vitest";

const CLI = join(import.meta.dirname, "cli.ts");
const cwd = mkdtempSync(join(tmpdir(), "cli-"));
afterAll(() => rmSync(cwd, { recursive: true }));

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

/** Calls the command in a process of its own. */
async function cli(args: readonly string[], nodeOptions: readonly string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeOptions, CLI, ...args], { cwd });
  const status = new Promise<number>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { out, err, status: await status };
}

describe("an older Node.js", () => {
  const version = (fake: string): string[] => [
    "--import",
    `data:text/javascript,Object.defineProperty(process.versions,"node",{value:"${fake}"})`,
  ];
  const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, "package.json"), "utf8"));

  test.each(["12.22.12", "20.20.2", "22.18.0"])("%s is told which is needed", async (fake) => {
    expect(await cli(["--version"], version(fake))).toEqual({
      out: "",
      err: `lambda-conformance: Node.js ${engines.node.slice(2)} or newer is needed, and this is ${fake}: https://nodejs.org\n`,
      status: 2,
    });
  });

  test("nothing that it has not is loaded before", () => {
    const source = readFileSync(CLI, "utf8");
    const imports = [...source.matchAll(/^import .* from "(.*)"/gm)].map(([, from]) => from);
    expect(imports).toEqual(["node:fs"]);
    // Node.js 12 parses neither of these: newer operators, and await outside of a function.
    expect(source).not.toMatch(/\?\?|\?\.|^\S.*\bawait\b/m);
  });
});

describe("a target of somebody's", () => {
  const STARTED = `{
    url: new URL("http://127.0.0.1:1"), function: "probe", region: "us-east-1",
    account: "000000000000", partition: "aws", credentials: { accessKeyId: "a", secretAccessKey: "b" },
    without: [], signs: false, stop: async () => {}
  }`;
  function target(start: string): string {
    const path = join(cwd, "mine.mjs");
    writeFileSync(path, `export default { name: "mine", async start() { ${start} } };`);
    return path;
  }

  test("that throws where nobody catches it ends the run in one line, with 2", async () => {
    const path = target(
      `setTimeout(() => { throw new Error("late\\n  at x") }, 20); await new Promise(() => {});`,
    );
    expect(await cli(["run", "--target", path, "--only", "invoke/status/dry-run"])).toMatchObject({
      err: `lambda-conformance: ended by an error that nobody caught (${path}:1): late\\n  at x\n`,
      status: 2,
    });
  });

  test("that waits for what can never come ends with 2", async () => {
    writeFileSync(join(cwd, "never.mjs"), "await new Promise(() => {});");
    // Our own limits are what keeps the process waiting otherwise.
    const unlimited = "const its=setTimeout;globalThis.setTimeout=(...given)=>its(...given).unref()";
    const options = ["--import", `data:text/javascript,${unlimited}`];
    expect(await cli(["run", "--target", "./never.mjs"], options)).toEqual({
      out: "",
      err: "lambda-conformance: ended before it was done: what it waited for can never come\n",
      status: 2,
    });
  });

  test("that leaves something running keeps nobody waiting", async () => {
    const path = target(`setInterval(() => {}, 1000); return ${STARTED};`);
    const { err, status } = await cli(["run", "--target", path, "--only", "invoke/status/dry-run"]);
    expect(err).toMatch(/^lambda-conformance: nothing that can be tested answers at http:\/\/127\.0\.0\.1:1/);
    expect(status).toBe(2);
  });
});
