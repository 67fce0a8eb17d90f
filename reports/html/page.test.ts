import { type DefaultTreeAdapterTypes, defaultTreeAdapter, type ParserError, parse } from "parse5";
import { describe, expect, test } from "vitest";
import { compare } from "../comparison.ts";
import { HOSTILE } from "../testing/hostile-run.ts";
import { largeReport } from "../testing/large-report.ts";
import { after, before } from "../testing/two-reports.ts";
import { comparisonPage } from "./comparison-page.ts";
import { reportPage } from "./report-page.ts";

const PAGES: Readonly<Record<string, string>> = {
  report: reportPage(before),
  comparison: comparisonPage(compare([before, after])),
};

function faults(html: string): string[] {
  const errors: ParserError[] = [];
  parse(html, { onParseError: (error) => errors.push(error), sourceCodeLocationInfo: true });
  return errors.map(({ code, startLine, startCol }) => `${startLine}:${startCol} ${code}`);
}

/** Every element of a page, parsed as a browser parses it. */
function elements(html: string): DefaultTreeAdapterTypes.Element[] {
  const found: DefaultTreeAdapterTypes.Element[] = [];
  const waiting: DefaultTreeAdapterTypes.Node[] = [parse(html)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (defaultTreeAdapter.isElementNode(node)) found.push(node);
    if ("childNodes" in node) waiting.push(...node.childNodes);
  }
  return found;
}

describe.each(Object.entries(PAGES))("the page of a %s", (_, html) => {
  test("is HTML without parse errors", () => {
    expect(faults(html)).toEqual([]);
    expect(faults(html.replace("<main>", "<main id=a id=b>"))).toEqual([
      expect.stringMatching(/ duplicate-attribute$/),
    ]);
  });

  test("has each id once", () => {
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("clauses");
  });

  test("loads nothing, sends nothing, and runs no script but its own", () => {
    expect(html).toMatch(/http-equiv="Content-Security-Policy" content="default-src 'none';/);
    const all = elements(html);
    const named = (names: RegExp): string[] =>
      all.map(({ tagName }) => tagName).filter((tag) => names.test(tag));
    const attributes = all.flatMap(({ attrs }) => attrs);
    expect(all.length).toBeGreaterThan(50);
    expect(named(/^(link|img|image|iframe|object|embed|video|audio|base|svg|math)$/)).toEqual([]);
    expect(named(/^script$/)).toHaveLength(1);
    expect(attributes.filter(({ name }) => /^(src|srcset|action|formaction|ping|on.*)$/.test(name))).toEqual(
      [],
    );
    const links = attributes.filter(({ name }) => name === "href");
    expect(links.filter(({ value }) => !/^(#|https?:\/\/)/.test(value))).toEqual([]);
  });

  test("shows what a target sent, as text", () => {
    expect(html).toContain("&lt;script>alert(1)&lt;/script>");
    expect(html).not.toContain(HOSTILE);
  });
});

test("1,000 failing clauses with bodies of 6 MB make a page under 5 MB, which says what was cut", () => {
  const html = reportPage(largeReport({ clauses: 1_000, bytes: 6_000_000, fails: () => true }));
  expect(html.length).toBeLessThan(5_000_000);
  expect(html).toContain("1000 clauses fail. Long texts are cut, and marked where they are cut");
  expect(html.match(/… \d+ characters are not shown here …/g)?.length).toBeGreaterThanOrEqual(1_000);
  expect(html.match(/ --replay /g)).toHaveLength(1_001);
});

test("a single failure is shown as far as the report holds it", () => {
  const html = reportPage(largeReport({ clauses: 1, bytes: 6_000_000, fails: () => true }));
  expect(html.match(/the first 40\d\d of 6000000 bytes are shown/g)).toHaveLength(4);
  expect(html.match(/characters are (not|too many)[^<]*/g)).toBeNull();
});
