import { type ParserError, parse } from "parse5";
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
    expect(html).not.toMatch(/<(link|img|iframe|object|embed|video|audio|base)\b/);
    expect(html).not.toMatch(/\s(src|srcset|action|formaction|ping|on\w+)=/);
    expect(html.match(/<script>/g)).toHaveLength(1);
    expect(html.match(/href="(?!#|https?:\/\/)[^"]*/g)).toBeNull();
  });

  test("shows what a target sent, as text", () => {
    expect(html).toContain("&lt;script>alert(1)&lt;/script>");
    expect(html).not.toContain(HOSTILE);
  });
});

test("1,000 failing clauses with bodies of 6 MB make a page under 5 MB, which says what was cut", () => {
  const html = reportPage(largeReport({ clauses: 1_000, bytes: 6_000_000, fails: () => true }));
  expect(html.length).toBeLessThan(5_000_000);
  expect(html).toContain("1000 clauses fail. Of each, long texts are cut where they say so");
  expect(html.match(/… \d+ characters are not shown here …/g)?.length).toBeGreaterThanOrEqual(1_000);
  expect(html.match(/ --replay /g)).toHaveLength(1_001);
});

test("a single failure is shown as far as the report holds it", () => {
  const html = reportPage(largeReport({ clauses: 1, bytes: 6_000_000, fails: () => true }));
  expect(html.match(/the first 40\d\d of 6000000 bytes are shown/g)).toHaveLength(4);
  expect(html.match(/characters are (not|too many)[^<]*/g)).toBeNull();
});
