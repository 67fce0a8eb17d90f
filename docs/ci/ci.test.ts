import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { main } from "../../commands/main.ts";
import { calling } from "../../commands/testing/call.ts";

const ROOT = join(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const read = (file: string) => parse(readFileSync(join(import.meta.dirname, file), "utf8"));

/** The words of a line of a shell that runs the judge, without what only a shell could fill in. */
function wordsOf(line: string): string[] {
  const [, command = ""] = new RegExp(`npx --yes lambda-conformance@${version} (.*)$`, "s").exec(line) ?? [];
  return command
    .replace('"$ENDPOINT"', "http://emulator:4566")
    .replace('"$(hostname -i)"', "10.0.0.2")
    .replace(/ "\$\{before\[@\]\}"/, "")
    .split(/\s+/);
}

test("the GitLab example names the version of the package, and options that there are", async () => {
  const { conformance } = read("gitlab.yml");
  const line = conformance.script.find((command: string) => command.includes("npx"));
  const called = await calling({ cwd: "/" }, (io) => main([...wordsOf(line), "--dry-run"], io));
  expect(called).toMatchObject({ exitCode: 0, err: "" });
  expect(called.out).not.toBe("");
});

test("the GitHub example gives the action inputs that it has, and names the version of the package", () => {
  const { jobs } = read("github-action.yml");
  const action = parse(readFileSync(join(ROOT, "action.yml"), "utf8"));
  const step = jobs.judge.steps.find(({ uses }: { uses?: string }) => uses?.includes("lambda-conformance"));
  expect(step.uses).toBe(`OWNER/lambda-conformance@v${version}`);
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
  expect(step.with["clauses-of"]).toBe(version);
  const line = jobs.report.steps.find(({ run }: { run?: string }) => run?.includes("npx")).run;
  expect(wordsOf(line)).toEqual(expect.arrayContaining(["merge", "--report", "badge"]));
});

test("the image starts the command that the package has, and files that it copies are there", () => {
  const text = readFileSync(join(ROOT, "Dockerfile"), "utf8");
  const { bin, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [, entry] = /^ENTRYPOINT \["(.+)"\]$/m.exec(text) ?? [];
  expect(Object.keys(bin)).toEqual([entry]);
  for (const [, major] of text.matchAll(/^FROM node:(\d+)/gm))
    expect(Number(major)).toBeGreaterThanOrEqual(Number.parseInt(engines.node.slice(2), 10));
});
