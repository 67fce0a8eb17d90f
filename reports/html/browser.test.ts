import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import { requireOrSkip } from "../../suites/testing/require-or-skip.ts";
import { encodeFrame } from "../../wire/encode-frame.ts";
import { boardOf } from "../board/board.ts";
import { clausePage, indexPage, subjectPage } from "../board/board-pages.ts";
import { compare } from "../comparison.ts";
import { reportedExchange } from "../record.ts";
import type { Report, ReportedExchange } from "../report.ts";
import { after, before } from "../testing/two-reports.ts";
import { comparisonPage } from "./comparison-page.ts";
import { reportPage } from "./report-page.ts";

const CHROMIUM = "/usr/bin/chromium";
const test = requireOrSkip("test", "-x", CHROMIUM);

const QUALIFIER = "invoke/qualifier/max-length";

const JSON_BODY =
  '{"n":12345678901234567890,"list":[2.50,[]],"x":"<img src=x onerror=alert(1)>\u202e\u00ad","a":"\\"","a":1}';
const frame = (type: string): Uint8Array =>
  encodeFrame([{ name: ":event-type", type: "string", value: type }], Buffer.from("{}"));
const frames = [frame("PayloadChunk"), frame("InvokeComplete")];
/** The report with another exchange of that clause. */
const withExchange: Report = {
  ...before,
  verdicts: before.verdicts.map(({ failure, ...verdict }) => ({
    ...verdict,
    ...(failure && {
      failure: { ...failure, before: [], ...(verdict.clause === QUALIFIER && exchange()) },
    }),
  })),
};

function exchange(): ReportedExchange {
  return reportedExchange({
    origin: "http://127.0.0.1:1",
    startedAt: 0,
    request: { method: "POST", target: "/", headers: [], body: Buffer.from(JSON_BODY) },
    reply: {
      status: 200,
      headers: [["Content-Type", "application/vnd.amazon.eventstream"]],
      body: Buffer.concat(frames),
      chunks: frames.map(({ length: size }, index) => ({ at: 4 + index * 100, size })),
      headAt: 3,
      endAt: 200,
    },
  });
}

describe("in a browser", () => {
  let folder: string;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let told: string[];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "pages-"));
    writeFileSync(join(folder, "report.html"), reportPage(before));
    writeFileSync(join(folder, "exchange.html"), reportPage(withExchange));
    writeFileSync(join(folder, "comparison.html"), comparisonPage(compare([before, after])));
    // A value that came may be one long word.
    const long = { says: "body", expected: "a".repeat(300), actual: "b".repeat(300) };
    const ofLongWords: Report = {
      ...before,
      verdicts: before.verdicts.map(({ failure, ...verdict }) => ({
        ...verdict,
        ...(failure && { failure: { ...failure, violations: [long] } }),
      })),
    };
    const board = boardOf([ofLongWords]);
    const facts = { made: "2026-11-29", tool: { name: "lambda-conformance", version: "1" } };
    writeFileSync(join(folder, "board.html"), indexPage(board, facts));
    for (const subject of board.subjects)
      writeFileSync(join(folder, "subject.html"), subjectPage(subject, facts));
    const broken = board.clauses.find(({ verdict }) => verdict.clause === QUALIFIER);
    if (broken) writeFileSync(join(folder, "clause.html"), clausePage(broken, facts));
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    // Not in beforeAll: without a browser every test is skipped, so nothing is started.
    browser ??= await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-sync",
      ],
    });
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    page = await context.newPage();
    told = [];
    page.on("console", (message) => told.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => told.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
      told.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) told.push(`request: ${request.url()}`);
    });
  }, 60_000);
  afterEach(async () => {
    await context.close();
    // No errors, no dialogs, nothing loaded, whatever the test did.
    expect(told).toEqual([]);
  });

  test.for(["board.html", "subject.html", "clause.html"])(
    "on a phone %s is not wider than the screen, and its tables are lists",
    async (file) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await open(file);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      const areWithin = await page.$$eval(".stacks", (tables) =>
        tables.map(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth),
      );
      expect(areWithin).toContain(true);
      expect(areWithin).not.toContain(false);
    },
  );

  async function open(file: string, hash = ""): Promise<void> {
    await page.goto(`${pathToFileURL(join(folder, file)).href}${hash}`);
  }

  function shown(): Promise<string[]> {
    return page.$$eval("[data-row]:not([hidden])", (rows) => rows.map(({ id }) => id));
  }

  test("filters by outcome, level, operation, family and text, and tells how many are left", async () => {
    await open("report.html");
    expect((await shown()).sort()).toEqual(before.verdicts.map(({ clause }) => clause).sort());
    await page.check('input[name="outcome"][value="fail"]');
    expect(await shown()).toEqual([QUALIFIER, "invoke/payload/echo", "invoke/errors/known-code"]);
    await page.check('input[name="level"][value="should"]');
    expect(await shown()).toEqual(["invoke/errors/known-code"]);
    expect(await page.textContent("#found")).toBe("1 of 10 clauses");
    await page.click('button[type="reset"]');
    await page.waitForFunction(() => document.querySelector("#found")?.textContent === "10 of 10 clauses");
    await page.selectOption('select[name="operation"]', "InvokeWithResponseStream");
    expect(await shown()).toEqual(["stream/frames/crc"]);
    await page.selectOption('select[name="operation"]', "");
    await page.selectOption('select[name="family"]', "invoke/async");
    expect(await shown()).toEqual(["invoke/async/retries", "invoke/async/dead-letter"]);
    await page.fill('input[name="text"]', "DEAD queue");
    expect(await shown()).toEqual(["invoke/async/dead-letter"]);
    expect(await page.isVisible("h3.family >> text=invoke/qualifier")).toBe(false);
  });

  test("a family of the map leads to its clauses", async () => {
    await open("report.html");
    await page.click(".map a >> text=async");
    await page.waitForFunction(() => document.querySelector("#found")?.textContent === "2 of 10 clauses");
  });

  test("filters and the open clause stand in the address, and survive a reload", async () => {
    await open("report.html");
    await page.check('input[name="outcome"][value="fail"]');
    await page.fill('input[name="text"]', "qualifier");
    await page.click(`[id="${QUALIFIER}"] summary`);
    expect(decodeURIComponent(page.url())).toMatch(
      /#text=qualifier&outcome=fail&clause=invoke\/qualifier\/max-length$/,
    );
    await page.reload();
    expect(await shown()).toEqual([QUALIFIER]);
    expect(await page.isVisible(`[id="${QUALIFIER}"] pre`)).toBe(true);
    expect(await page.isChecked('input[name="outcome"][value="fail"]')).toBe(true);
    expect(await page.inputValue('input[name="text"]')).toBe("qualifier");
  });

  test("a link shows its clause, also where a filter hides it", async () => {
    await open("report.html", `#outcome=pass&clause=${encodeURIComponent(QUALIFIER)}`);
    expect(await page.isVisible(`[id="${QUALIFIER}"] pre`)).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.closest("[data-row]")?.id)).toBe(QUALIFIER);
  });

  test("a copy button copies the very text", async () => {
    await open("report.html", `#clause=${encodeURIComponent(QUALIFIER)}`);
    const button = page.locator(`[id="${QUALIFIER}"] button[data-copy]`).first();
    expect(await button.getAttribute("aria-label")).toBe("Copy: With this suite");
    await button.click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll("button[data-copy]")].some(({ textContent }) => textContent === "Copied"),
    );
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `${before.run.command} --replay ${QUALIFIER}:42:3`,
    );
  });

  test("goes without a mouse", async () => {
    await open("report.html");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("To the clauses");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("clauses");
    await page.keyboard.press("/");
    await page.keyboard.type("qualifier");
    expect(await shown()).toEqual([QUALIFIER]);
    await page.focus(`[id="${QUALIFIER}"] summary`);
    await page.keyboard.press("Enter");
    expect(await page.isVisible(`[id="${QUALIFIER}"] pre`)).toBe(true);
    expect(page.url()).toContain("clause=");
  });

  test("j and k go through the failures that are not filtered out", async () => {
    await open("report.html");
    const here = (): Promise<string | undefined> =>
      page.evaluate(() => document.activeElement?.closest("[data-row]")?.id);
    const failing = [QUALIFIER, "invoke/payload/echo", "invoke/errors/known-code"];
    await page.keyboard.press("k");
    expect(await here()).toBe(failing[2]);
    await page.keyboard.press("j");
    expect(await here()).toBe(failing[2]);
    await page.reload();
    await page.keyboard.press("k");
    expect(await here()).toBe(failing[1]);
    expect(await page.textContent("#found")).toBe("failure 2 of 3");
    await page.keyboard.press("k");
    expect(await page.isVisible(`[id="${QUALIFIER}"] .exchange`)).toBe(true);
    expect(await page.isVisible(`[id="${failing[1]}"] .exchange`)).toBe(false);
    await page.check('input[name="level"][value="should"]');
    await page.keyboard.press("j");
    expect(await here()).toBe(failing[2]);
    await page.fill('input[name="text"]', "");
    await page.keyboard.type("jk");
    expect(await page.inputValue('input[name="text"]')).toBe("jk");
  });

  test("an exchange shows its body as text, as a tree and in hex, and when each frame came", async () => {
    await open("exchange.html", `#clause=${encodeURIComponent(QUALIFIER)}`);
    const [request, reply] = ["Request", "Response"].map((side) =>
      page.locator(`[id="${QUALIFIER}"] section[aria-label="${side}"]`),
    ) as [Locator, Locator];
    expect(await request.locator(".views button").allTextContents()).toEqual(["Text", "JSON", "Hex"]);
    await request.getByRole("button", { name: "JSON" }).click();
    expect(await request.locator("pre").isVisible()).toBe(false);
    expect(await request.locator(".view summary").allTextContents()).toEqual([
      "{ 5 }",
      '"list": [ 2 ]',
      "[ 0 ]",
    ]);
    expect(await request.locator(".view b").allTextContents()).toEqual([
      "12345678901234567890",
      "2.50",
      '"<img src=x onerror=alert(1)>\\u{202e}\\u{ad}"',
      '"\\""',
      "1",
    ]);
    expect(await request.locator(".view").textContent()).toContain('"a": "\\"""a": 1');
    await request.getByRole("button", { name: "Text" }).click();
    expect(await request.locator("pre").textContent()).toContain("\\u{202e}");
    await request.getByRole("button", { name: "Hex" }).click();
    const hex = (await request.locator(".hex").textContent()) ?? "";
    const bytes = hex.split("\n").flatMap((one) => one.slice(8, 55).trim().split(" "));
    expect(Buffer.from(bytes.join(""), "hex").toString()).toBe(JSON_BODY);
    expect(await reply.locator(".views button").allTextContents()).toEqual(["Base64", "Hex"]);
    await reply.getByRole("button", { name: "Hex" }).click();
    expect(await reply.locator(".hex").textContent()).toMatch(/^000000 {2}00 00 00 /);
    expect(await reply.locator(".times li").allTextContents()).toEqual([
      "head3 ms",
      expect.stringMatching(/^frame 1: PayloadChunk, \d+ bytes4 ms$/),
      expect.stringMatching(/^frame 2: InvokeComplete, \d+ bytes104 ms$/),
      "end200 ms",
    ]);
    expect(await page.$$eval("main img, main script", (all) => all.length)).toBe(0);
  });

  test("what a target sent stays text", async () => {
    await open("report.html");
    await page.$$eval("details", (all) => {
      for (const one of all) one.open = true;
    });
    expect(await page.$$eval("script", (all) => all.length)).toBe(1);
    expect(await page.textContent("main")).toContain("<script>alert(1)</script>");
    expect(await page.title()).toBe("http://127.0.0.1:4566/: AWS Lambda Invoke conformance");
  });

  test("a script that is put into the page does not run", async () => {
    await open("report.html");
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);
    });
    expect(await page.title()).not.toBe("owned");
    expect(told.splice(0)).toEqual([expect.stringMatching(/^error: .*Content Security Policy/)]);
  });

  test("the comparison filters to the rows where the subjects differ", async () => {
    await open("comparison.html");
    expect(await shown()).toHaveLength(11);
    await page.check('input[name="differing"]');
    const differing = ["invoke/status/request-response", QUALIFIER, "invoke/limits/edge"];
    expect(await shown()).toEqual(differing);
    await page.reload();
    expect(await shown()).toEqual(differing);
    await page.check('input[name="outcome"][value="noted"]');
    expect(await shown()).toEqual(["invoke/limits/edge"]);
  });

  test.each(["report.html", "comparison.html"])("%s fits a narrow screen", async (file) => {
    await page.setViewportSize({ width: 390, height: 800 });
    await open(file);
    await page.$$eval("details", (all) => {
      for (const one of all) one.open = true;
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });

  test.each([
    ["light", "rgb(255, 255, 255)"],
    ["dark", "rgb(20, 23, 28)"],
  ] as const)("is %s where the reader's system is", async (colorScheme, ground) => {
    await page.emulateMedia({ colorScheme });
    await open("report.html");
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(ground);
  });

  test("on paper there are no controls, and failures are open", async () => {
    await open("report.html");
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    expect(await page.isVisible("form")).toBe(false);
    expect(await page.isVisible(`[id="${QUALIFIER}"] pre`)).toBe(true);
  });
});
