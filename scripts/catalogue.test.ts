import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { catalogueFolder, cataloguePages } from "./catalogue.ts";

const specification = loadSpecification();
const pages = cataloguePages(specification);

test("docs/clauses/ is what scripts/catalogue.ts makes of the specification", () => {
  expect(readdirSync(catalogueFolder).sort()).toEqual([...pages.keys()].sort());
  for (const [file, text] of pages)
    expect(readFileSync(join(catalogueFolder, file), "utf8"), file).toBe(text);
});

test("each clause has its id as anchor, once", () => {
  const anchors = [...pages.values()].flatMap((text) =>
    [...text.matchAll(/^<a id="([^"]*)"><\/a>$/gm)].map(([, id]) => id),
  );
  expect(anchors.sort()).toEqual(specification.clauses.map(({ id }) => id).sort());
});

test("each link within the catalogue leads to a page, and to a clause of it", () => {
  const links = [...pages.values()].flatMap((text) => [...text.matchAll(/\]\(([\w-]+\.md)(?:#([^)]*))?\)/g)]);
  expect(links.length).toBeGreaterThan(specification.clauses.length / 2);
  for (const [link, file = "", anchor] of links) {
    const text = pages.get(file);
    expect(text, link).toBeDefined();
    if (anchor !== undefined) expect(text, link).toContain(`<a id="${anchor}">`);
  }
});
