import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createRollingHar } from "./rolling-har.ts";

const folder = mkdtempSync(join(tmpdir(), "rolling-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const exchange = (number: number): Parameters<ReturnType<typeof createRollingHar>["add"]>[0] => ({
  origin: "http://127.0.0.1:1",
  request: { method: "POST", target: `/${number}`, headers: [], body: Buffer.alloc(200, "x") },
  startedAt: 0,
});

/** Numbers of the exchanges in an archive. */
function numbers(file: string): number[] {
  const { log } = JSON.parse(readFileSync(join(folder, file), "utf8"));
  return log.entries.map(({ request }: { request: { url: string } }) =>
    Number(request.url.split("/").at(-1)),
  );
}

test("the newest exchanges stand in the file, older ones in four beside it, and the oldest go", () => {
  const archive = createRollingHar(
    join(folder, "all.har"),
    { name: "test", version: "1", _specs: "" },
    (fault) => expect.fail(fault),
    1500,
  );
  for (let number = 0; number < 30; number++) archive.add(exchange(number));
  archive.close();
  const files = ["all.4.har", "all.3.har", "all.2.har", "all.1.har", "all.har"];
  const kept = files.flatMap(numbers);
  expect(kept.at(-1)).toBe(29);
  expect(kept).toEqual(Array.from(kept, (_, index) => 30 - kept.length + index));
  expect(numbers("all.1.har").length).toBeGreaterThan(1);
  expect(kept.length).toBeLessThan(30);
  expect(existsSync(join(folder, "all.5.har"))).toBe(false);
});
