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
/** Leaves use everything and nothing uses them. */
const LEAVES = ["teeth", "bench", "docs", "scripts"];
/** The doors of the package use every folder. */
const ENTRANCES = ["cli.ts", "index.ts", "arbitraries.ts", "vitest.ts"];
/**
 * What is wrong on purpose is for tests and teeth. The exceptions: `serve --without`, for the command line and for code; and the evidence
 * of recordings, which counts only where a clause notices that a recording was altered.
 */
const WRONG = "mutants";
const EXCEPTIONS = [
  /^(commands\/serve|index)\.ts mutants\/mutant(-without)?\.ts$/,
  /^suites\/grade\/alterations\.ts /,
];
/** Each heavy dependency has one door. */
const DOORS: readonly (readonly [dependency: RegExp, allowed: RegExp])[] = [
  [/^fast-check$/, /^(generators|drivers\/arbitraries)\//],
  [/^ajv(\/|$)/, /^(specs\/|suites\/judge\/(at-least|includes|oracle|same-as)\.ts)/],
  [/^msw(\/|$)/, /^targets\/reference\/lambda-handlers\.ts/],
  [/^undici$/, /^drivers\/http[\w-]*\.ts/],
  [/^@aws-sdk\/client-/, /^(drivers\/(clients|example)\/|targets\/deploy)/],
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
  return [...files, ...ENTRANCES].flatMap((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const specifiers = text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^;'"]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/g,
    );
    return [...specifiers].map(([, from, dynamic]) => ({ file, to: (from ?? dynamic) as string }));
  });
}

/** The imports of our own files, both paths below the root. */
function ownImports(): Import[] {
  return imports().flatMap(({ file, to }) => (to.startsWith(".") ? { file, to: join(file, "..", to) } : []));
}

const folderOf = (path: string): string => path.split("/")[0] as string;

test("a folder imports itself and folders to its left, nothing else", () => {
  const wrong = ownImports().filter(({ file, to }) => {
    const [from, target] = [folderOf(file), folderOf(to)];
    const place = ORDER.indexOf(target);
    return (
      LEAVES.includes(target) || place === -1 || (!ENTRANCES.includes(from) && place > ORDER.indexOf(from))
    );
  });
  expect(wrong).toEqual([]);
});

test("what is wrong on purpose is imported by nothing but itself and the named exceptions", () => {
  const users = ownImports()
    .filter(({ file, to }) => folderOf(to) === WRONG && folderOf(file) !== WRONG)
    .map(({ file, to }) => `${file} ${to}`);
  expect(users.filter((use) => !EXCEPTIONS.some((exception) => exception.test(use)))).toEqual([]);
  // An exception that nothing needs any more goes.
  expect(EXCEPTIONS.filter((exception) => !users.some((use) => exception.test(use)))).toEqual([]);
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
