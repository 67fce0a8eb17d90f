/**
 * Measures the HTML report of 2,000 clauses, every tenth of which fails, in a browser: its size, and the time to open it. It also measures
 * the time from a change of the filters to the new layout. `node bench/main.ts html [CLAUSES]`
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { reportPage } from "../reports/html/report-page.ts";
import { largeReport } from "../reports/testing/large-report.ts";

const clauses = Number(process.argv[2] ?? 2_000);
const folder = mkdtempSync(join(tmpdir(), "bench-html-"));
const file = join(folder, "report.html");
const html = reportPage(largeReport({ clauses, bytes: 100_000, fails: (index) => index % 10 === 0 }));
writeFileSync(file, html);

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const started = performance.now();
  await page.goto(pathToFileURL(file).href);
  const opened = performance.now() - started;
  const times = await page.evaluate(() => {
    const form = document.querySelector("form");
    const text = form?.querySelector<HTMLInputElement>('[name="text"]');
    const fail = form?.querySelector<HTMLInputElement>('[name="outcome"][value="fail"]');
    if (!form || !text || !fail) throw new Error("the page has no filters");
    const changes: readonly (readonly [text: string, fails: boolean])[] = [
      ["c", false],
      ["clause-1", false],
      ["clause-1999", false],
      ["", false],
      ["", true],
      ["", false],
    ];
    return changes.map(([words, fails]) => {
      const from = performance.now();
      text.value = words;
      fail.checked = fails;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      // Reading a height forces the browser to do the layout now.
      if (document.body.offsetHeight === 0) throw new Error("the page is empty");
      return performance.now() - from;
    });
  });
  times.sort((a, b) => a - b);
  console.log(
    `${clauses} clauses, ${(html.length / 2 ** 20).toFixed(1)} MB: opened in ${opened.toFixed(0)} ms; ` +
      `filtered in ${times[times.length >> 1]?.toFixed(0)} ms (median), ${times.at(-1)?.toFixed(0)} ms (slowest)`,
  );
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
