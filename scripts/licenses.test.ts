import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Licenses that demand only that their text is kept. Every package that is installed with ours has one of them. */
const TAKEN = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Python-2.0"]);

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: true;
  readonly devOptional?: true;
  readonly peer?: true;
  readonly hasInstallScript?: true;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(import.meta.dirname, "../package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Where Node.js finds a package that the package at `from` requires. */
function placeOf(name: string, from: string): string {
  for (let at = from; ; at = at.replace(/\/?node_modules\/(?:@[^/]+\/)?[^/]+$/, "")) {
    const place = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (at === "") throw new Error(`${name}, which ${from} needs, is not locked`);
  }
}

/** All packages that come with ours. */
function installed(): string[] {
  const found = new Set<string>();
  const waiting = [""];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    for (const name of Object.keys(packages[place]?.dependencies ?? {})) {
      const its = placeOf(name, place);
      if (found.has(its)) continue;
      found.add(its);
      waiting.push(its);
    }
  }
  return [...found].sort();
}

test("what is installed with the package has a licence that asks for nothing but its text", () => {
  const others = installed().filter((place) => {
    const { license = "none" } = packages[place] as Locked;
    return !license
      .replace(/^\(|\)$/g, "")
      .split(" OR ")
      .some((one) => TAKEN.has(one));
  });
  expect(others).toEqual([]);
  expect(installed().length).toBeGreaterThan(20);
});

test("none of it runs anything when it is installed, and each is pinned by its hash", () => {
  const loose = installed().filter((place) => {
    const { hasInstallScript, integrity, version } = packages[place] as Locked;
    return hasInstallScript === true || !integrity?.startsWith("sha512-") || version === undefined;
  });
  expect(loose).toEqual([]);
});

test("there are no more of them than were looked at", () => {
  // If the number grows, review the new dependency. CONTRIBUTING.md says why each is needed.
  expect(installed().length).toBeLessThanOrEqual(47);
});
