import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { main } from "./main.ts";
import { calling } from "./testing/call.ts";

const ROOT = join(import.meta.dirname, "..");
const FOLDER = join(ROOT, "docs", "guides");

/** A block of code of a page: a file that the reader writes, or lines that the reader enters. */
interface Step {
  readonly kind: string;
  /** The name of the file, if the block is one. */
  readonly file: string | undefined;
  readonly text: string;
}

function stepsOf(page: string): Step[] {
  return [...page.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ([, kind = "", file, text = ""]) => ({ kind, file, text }),
  );
}

/** The words of a line for a shell, and its exit status. A comment at its end gives a status other than 0. */
function lineOf(line: string): { readonly words: string[]; readonly status: number } {
  const [, command = "", status = "0"] = /^(.*?)(?: # exits with (\d))?$/.exec(line) ?? [];
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  return { words, status: Number(status) };
}

describe.each(readdirSync(FOLDER))("docs/guides/%s, from top to end", (name) => {
  const page = readFileSync(join(FOLDER, name), "utf8");
  let reference: Reference;
  let door: HttpDoor;
  let cwd: string;
  beforeAll(async () => {
    reference = createReference({ specification: loadSpecification() });
    door = await openHttpDoor(reference);
    // Below our own node_modules, so that programs find the packages that their readers install.
    cwd = mkdtempSync(join(ROOT, "node_modules", ".readers-"));
  });
  afterAll(async () => {
    await door.close();
    await reference.close();
    rmSync(cwd, { recursive: true });
  });

  test("does what it says", { timeout: 120_000 }, async () => {
    let entered = 0;
    for (const { kind, file, text } of stepsOf(page)) {
      const here = text
        .replaceAll("http://127.0.0.1:4566", door.url.href.replace(/\/$/, ""))
        .replaceAll('"lambda-conformance"', JSON.stringify(join(ROOT, "index.ts")));
      if (file !== undefined) writeFileSync(join(cwd, file), here);
      else if (kind === "sh") {
        for (const line of here.trim().split("\n")) {
          const { words, status } = lineOf(line);
          expect({ line, ...(await enter(words)) }).toEqual({
            line,
            status,
            out: expect.stringMatching(/\S/),
          });
          entered += 1;
        }
      }
    }
    expect(entered).toBeGreaterThan(0);
  });

  async function enter([program, ...words]: readonly string[]): Promise<{ status: number; out: string }> {
    if (program === "npx") {
      expect(words.shift()).toBe("lambda-conformance");
      const { exitCode, out, err } = await calling({ cwd, env: {} }, (io) => main(words, io));
      return { status: exitCode, out: out + err };
    }
    expect(program).toBe("node");
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd, timeout: 60_000 });
    return { status: 0, out: stdout };
  }

  test("leads to files that are there", () => {
    const links = [...page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) => path as string);
    expect(links.length).toBeGreaterThan(0);
    for (const path of links) expect(() => readFileSync(join(FOLDER, path)), path).not.toThrow();
  });
});
