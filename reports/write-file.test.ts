import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeFile } from "./write-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs code in a process that may write files of at most 32 kB. */
function within32kB(act: string): string {
  const script = `
    import { appendToFile, writeFile } from "${join(import.meta.dirname, "write-file.ts")}";
    import { createJournal } from "${join(import.meta.dirname, "journal.ts")}";
    import { createHarFile } from "${join(import.meta.dirname, "har-file.ts")}";
    try { ${act} } catch (error) { console.log(error.code ?? error.stack) }`;
  const { stdout, stderr } = spawnSync(
    "sh",
    ["-c", 'ulimit -f 64; exec "$0" --input-type=module-typescript --eval "$1"', process.execPath, script],
    { encoding: "utf8", cwd: folder },
  );
  expect(stderr).toBe("");
  return stdout.trim();
}

describe("a file that cannot be finished", () => {
  test("is not there", () => {
    expect(within32kB('writeFile("a.txt", "x".repeat(100_000))')).toBe("EFBIG");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("leaves what was there before", () => {
    writeFileSync(join(folder, "a.txt"), "before");
    expect(within32kB('writeFile("a.txt", "x".repeat(100_000))')).toBe("EFBIG");
    expect(readdirSync(folder)).toEqual(["a.txt"]);
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("before");
  });

  test("to which others add has nothing added", () => {
    writeFileSync(join(folder, "a.txt"), "before\n");
    expect(within32kB('appendToFile("a.txt", "x".repeat(100_000))')).toBe("EFBIG");
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("before\n");
    expect(within32kB('appendToFile("a.txt", "after\\n")')).toBe("");
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("before\nafter\n");
  });

  test("if it is a journal ends there, with whole lines before", () => {
    const told = within32kB(`
      const journal = createJournal("journal.ndjson", "new");
      journal.append({ header: {} });
      for (let index = 0; index < 100; index++) journal.append({ notice: "x".repeat(1000) });
      console.log(journal.fault);
      journal.close();`);
    expect(told).toMatch(/^EFBIG/);
    const lines = readFileSync(join(folder, "journal.ndjson"), "utf8").split("\n").slice(0, -1);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  test("if it is an archive is a whole document, without what came last", () => {
    const told = within32kB(`
      const archive = createHarFile("a.har", { name: "a", version: "1", _specs: "x" }, (fault) => console.log(fault));
      const request = { method: "POST", target: "/", headers: [], body: Buffer.alloc(5000, "x") };
      for (let index = 0; index < 20; index++) archive.add({ origin: "http://a", startedAt: 0, request });
      archive.close();`);
    expect(told).toMatch(/^a\.har: later exchanges are not recorded: EFBIG[^\n]*$/);
    const { log } = JSON.parse(readFileSync(join(folder, "a.har"), "utf8"));
    expect(log.entries).toHaveLength(5);
  });
});

test("a file keeps its mode, and a link to it stays a link", () => {
  const [file, link] = [join(folder, "file"), join(folder, "link")];
  writeFileSync(file, "before");
  chmodSync(file, 0o640);
  symlinkSync("file", link);
  writeFile(link, "after");
  expect(readFileSync(file, "utf8")).toBe("after");
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["file", "link"]);
  symlinkSync("missing/not-yet", join(folder, "other"));
  mkdirSync(join(folder, "missing"));
  writeFile(join(folder, "other"), "made");
  expect(readFileSync(join(folder, "missing/not-yet"), "utf8")).toBe("made");
});

test("pipes and devices are written as they are", () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const script = `const { writeFile } = await import("${join(import.meta.dirname, "write-file.ts")}"); writeFile("${pipe}", "text");`;
  const { stdout } = spawnSync("sh", ["-c", '"$0" --eval "$1" & cat "$2"', process.execPath, script, pipe], {
    encoding: "utf8",
  });
  expect(stdout).toBe("text");
  writeFile("/dev/null", "text");
  expect(() => writeFile("/dev/full", "text")).toThrow("ENOSPC");
});
