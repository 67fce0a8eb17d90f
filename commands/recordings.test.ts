import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readHar } from "../suites/grade/read-har.ts";
import { command } from "./recordings.ts";
import { type Called, call } from "./testing/call.ts";

const cwd = mkdtempSync(join(tmpdir(), "recordings-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const FUNCTIONS = "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions";

function entry(name: string, status: number, error: string, text: string): object {
  return {
    startedDateTime: "2026-11-02T08:00:00.000Z",
    request: {
      method: "POST",
      url: `${FUNCTIONS}/${name}/invocations`,
      headers: [{ name: "Authorization", value: "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x" }],
      postData: { text: "{}" },
    },
    response: {
      status,
      headers: [
        { name: "Date", value: "Mon, 02 Nov 2026 08:00:00 GMT" },
        { name: "Content-Type", value: "application/json" },
        { name: "x-amzn-ErrorType", value: error },
        { name: "x-amzn-RequestId", value: "3b8b2f4c-7f0e-4a39-9b57-0f6f5a1d9e11" },
      ],
      content: { text },
    },
  };
}

const notFound = (name: string): object =>
  entry(
    name,
    404,
    "ResourceNotFoundException:http://internal.amazon.com/coral/com.amazonaws.awsgirapi/",
    `{"Message":"Function not found: arn:aws:lambda:eu-west-1:998877665544:function:${name}","Type":"User"}`,
  );

function add(name: string, entries: readonly object[], ...args: string[]): Promise<Called> {
  writeFileSync(join(cwd, name), JSON.stringify({ log: { entries } }));
  return call(command, ["add", name, "--by", "somebody", "--to", "kept", ...args], { cwd });
}

test("an archive is checked, made neutral and kept, with what it newly supports", async () => {
  const calls = [1, 2, 3, 4].map((number) => notFound(`acme-billing-${number}`));
  const other = { ...notFound("x"), request: { method: "GET", url: "https://example.com/", headers: [] } };
  const { out, err } = await add("mine.har", [...calls, other], "--runtime", "python3.14");
  expect(err).toContain(
    "left out: 1 entry (not a call of Invoke or InvokeWithResponseStream): entry-5 (GET /)",
  );
  expect(out).toMatch(/Supports further \(\d+\)/);
  expect(out).toContain("invoke/error/");
  expect(out).not.toContain("Contradicts");

  const text = readFileSync(join(cwd, "kept/mine.json"), "utf8");
  for (const secret of ["acme", "998877665544", "AKIA"]) expect(text).not.toContain(secret);
  const kept = readHar(JSON.parse(text), "mine.json");
  // Two of the four recordings are kept, because more would show nothing new.
  expect(kept).toHaveLength(2);
  expect(kept[0]?.source).toEqual({
    kind: "observed",
    where: "mine.har",
    by: "somebody",
    recorded: "2026-11-02",
    region: "eu-west-1",
    runtime: "python3.14",
  });
  expect(Buffer.from(kept[0]?.exchange.reply?.body ?? []).toString()).toMatch(
    /^\{"Message":"Function not found: arn:aws:lambda:eu-west-1:123456789012:function:my-functionxxx","Type":"User"\}$/,
  );

  await expect(add("mine.har", calls)).rejects.toThrow("already exists");
});

test("what contradicts a clause is told first, and kept", async () => {
  const { out } = await add("odd.har", [entry("missing-function", 404, "", '{"Message":"no"}')]);
  expect(out).toMatch(/^Contradicts \(\d+\)\n/);
  expect(out).toContain("invoke/error/");
  expect(readHar(JSON.parse(readFileSync(join(cwd, "kept/odd.json"), "utf8")), "odd.json")).toHaveLength(1);
});

test.each([
  ["none.har", [], "none of the 0 entries is a call of Invoke"],
  ["big.har", [entry("f", 200, "", "x".repeat(70_000))], "none of the 1 entries is a call of Invoke"],
])("%s is refused", async (name, entries, says) => {
  await expect(add(name, entries)).rejects.toThrow(says);
});

test("--json tells the same of each clause, and what was kept", async () => {
  const { out, err } = await add("facts.har", [notFound("acme-1"), notFound("acme-2")], "--json");
  expect(err).toBe("");
  const facts = JSON.parse(out);
  expect(facts).toMatchObject({ entries: 2, kept: 2, file: join(cwd, "kept/facts.json") });
  const errors = facts.clauses.filter(({ clause }: { clause: string }) => /\/error\//.test(clause));
  expect(errors.length).toBeGreaterThan(0);
  expect(errors[0]).toMatchObject({ contradicts: [], supports: [{ place: expect.any(String) }, {}] });
  expect(out).not.toContain("acme");
});
