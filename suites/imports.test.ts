import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectList } from "../scripts/testing/expect-current.ts";

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
/** Folders that may import everything and that nothing imports. */
const LEAVES = ["teeth", "bench", "docs", "scripts"];
/** Entry modules of the package, which may import every folder. */
const ENTRANCES = ["cli.ts", "index.ts", "arbitraries.ts", "vitest.ts"];
/**
 * Only tests and teeth import mutants. There are two exceptions. `serve --without` serves a mutant, from the command line and from code.
 * Recordings count as evidence only if a clause notices that they were altered.
 */
const WRONG = "mutants";
const EXCEPTIONS = [
  /^(commands\/serve|index)\.ts mutants\/mutant(-without)?\.ts$/,
  /^suites\/grade\/alterations\.ts /,
];
/** Where each dependency may be imported. It is known in one place, so that another one could replace it. */
const DOORS: Readonly<Record<string, RegExp>> = {
  "@aws-sdk/client-lambda": /^(drivers\/(clients|example|reproductions)\/|targets\/deploy)/,
  "@aws-sdk/credential-provider-node": /^targets\/endpoint\.ts/,
  "@eslint-community/regexpp": /^generators\/pattern\//,
  "@smithy/core": /^wire\/encode-frame\.ts/,
  "@smithy/fetch-http-handler": /^drivers\/(clients\/aws-sdk-js-v3|reproductions)\//,
  "@smithy/signature-v4": /^wire\/sign\.ts/,
  ajv: /^(specs\/|suites\/judge\/(at-least|includes|oracle|same-as)\.ts)/,
  commander: /^commands\//,
  "fast-check": /^(generators|drivers\/arbitraries)\//,
  "fast-wrap-ansi": /^reports\/style\.ts/,
  fflate: /^targets\/deploy\//,
  msw: /^targets\/reference\/lambda-handlers\.ts/,
  preact: /^reports\/(board|html)\//,
  "preact-render-to-string": /^reports\/html\/page\.ts/,
  undici: /^drivers\/http[\w-]*\.ts/,
  xmlbuilder2: /^reports\/formats\/junit\.ts/,
};

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
  expectList(
    "imports against the order",
    wrong.map(({ file, to }) => `${file} imports ${to}`),
    [],
    "docs/architecture.md says who may import whom",
  );
});

test("what is wrong on purpose is imported by nothing but itself and the named exceptions", () => {
  const users = ownImports()
    .filter(({ file, to }) => folderOf(to) === WRONG && folderOf(file) !== WRONG)
    .map(({ file, to }) => `${file} ${to}`);
  expect(users.filter((use) => !EXCEPTIONS.some((exception) => exception.test(use)))).toEqual([]);
  // An exception that nothing needs must be removed.
  expect(EXCEPTIONS.filter((exception) => !users.some((use) => exception.test(use)))).toEqual([]);
});

test("each dependency is imported in its place, and nowhere else", () => {
  const wrong = imports().filter(({ file, to }) => {
    const [, name = ""] = /^((?:@[^/]+\/)?[^/]+)/.exec(to) ?? [];
    return Object.hasOwn(DOORS, name) && !DOORS[name]?.test(file);
  });
  expectList(
    "imports out of place",
    wrong.map(({ file, to }) => `${file} imports ${to}`),
    [],
    "use what stands in its place, or edit DOORS in suites/imports.test.ts",
  );
});

test("each dependency has a place", () => {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const wanted = [...Object.keys(dependencies), "msw"];
  expectList("DOORS", Object.keys(DOORS), wanted, "edit DOORS in suites/imports.test.ts");
});

test("imports are found at all", () => {
  expect(imports().length).toBeGreaterThan(100);
});
