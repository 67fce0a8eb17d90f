import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
/** Each folder may import itself and those before it. */
const ORDER = [
  "specs",
  "wire",
  "targets",
  "generators",
  "drivers",
  "mutants",
  "suites",
  "reports",
  "commands",
];
/** Leaves use everything and nothing uses them; the two doors of the package dispatch to commands and suites. */
const LEAVES = ["teeth", "bench", "docs", "scripts"];
/** Each heavy dependency has one door. */
const DOORS: readonly (readonly [dependency: RegExp, allowed: RegExp])[] = [
  [/^fast-check$/, /^generators\//],
  [/^ajv(\/|$)/, /^(specs\/|suites\/judge\/(includes|oracle|same-as)\.ts)/],
  [/^msw(\/|$)/, /^targets\/reference\/msw-door\.ts/],
  [/^undici$/, /^drivers\/http[\w-]*\.ts/],
  [/^@aws-sdk\/client-/, /^(drivers\/clients\/|targets\/deploy)/],
];

interface Import {
  readonly file: string;
  readonly to: string;
}

function imports(): Import[] {
  const files = ORDER.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(ts|mjs)$/.test(file) && !file.endsWith(".test.ts"))
      .map((file) => `${folder}/${file}`),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const specifiers = text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^;'"]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/g,
    );
    return [...specifiers].map(([, from, dynamic]) => ({ file, to: (from ?? dynamic) as string }));
  });
}

test("a folder imports itself and folders to its left, nothing else", () => {
  const wrong = imports().filter(({ file, to }) => {
    if (!to.startsWith(".")) return false;
    const target = join(file, "..", to).split("/")[0] as string;
    const place = ORDER.indexOf(target);
    return LEAVES.includes(target) || place === -1 || place > ORDER.indexOf(file.split("/")[0] as string);
  });
  expect(wrong).toEqual([]);
});

test("each heavy dependency has one door", () => {
  const wrong = imports().filter(({ file, to }) =>
    DOORS.some(([dependency, allowed]) => dependency.test(to) && !allowed.test(file)),
  );
  expect(wrong).toEqual([]);
});

test("imports are found at all", () => {
  expect(imports().length).toBeGreaterThan(100);
});
