import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { knownClient, knownClientNames } from "../drivers/clients/known-client.ts";
import { documentMarkdown, documentPage } from "../reports/document.ts";
import { matchClause } from "../specs/match-clause.ts";
import { SITUATIONS } from "../suites/attempts/situations.ts";
import { clientBlocks, markdownFile, pageFile, readClientFacts } from "./clients.ts";
import { expectCurrent } from "./testing/expect-current.ts";

const facts = readClientFacts();
const clients = join(import.meta.dirname, "../drivers/clients");

/** For each client, the file in its folder that pins its version, and a pattern that finds the version there. */
const PINS: Readonly<Record<string, readonly [file: string, before: RegExp]>> = {
  aiobotocore: ["requirements.txt", /^aiobotocore==(\S+)/m],
  "aws-cli-v1": ["requirements.txt", /^awscli==(\S+)/m],
  "aws-lite": ["package.json", /"@aws-lite\/client": "(.*?)"/],
  "aws-sdk-js-v2": ["package.json", /"aws-sdk": "(.*?)"/],
  "aws-sdk-js-v3": [
    "../../../package-lock.json",
    /"node_modules\/@aws-sdk\/client-lambda": \{\s+"version": "(.*?)"/,
  ],
  aws4fetch: ["package.json", /"aws4fetch": "(.*?)"/],
  boto3: ["requirements.txt", /^boto3==(\S+)/m],
  "go-v1": ["go.mod", /aws-sdk-go v(\S+)/],
  "go-v2": ["go.mod", /service\/lambda v(\S+)/],
  "java-v2": ["pom.xml", /<artifactId>bom<\/artifactId>\s+<version>(.*?)</],
  rust: ["Cargo.toml", /aws-sdk-lambda = \{ version = "=(.*?)"/],
};

test("docs/clients.md and clients.html are what scripts/clients.ts makes of their data", () => {
  const mend = "node scripts/clients.ts";
  expectCurrent(markdownFile, documentMarkdown(clientBlocks()), mend);
  expectCurrent(pageFile, documentPage("Clients of AWS Lambda Invoke", clientBlocks()), mend);
});

test("all clients are in it, but for paws, which needs R", () => {
  expect(facts.map(({ name }) => name)).toEqual(knownClientNames().filter((name) => name !== "paws"));
});

test.each(Object.keys(PINS))("%s was run in the version that is pinned", (name) => {
  const [file, before] = PINS[name] as readonly [string, RegExp];
  const [, version] = before.exec(readFileSync(join(clients, name, file), "utf8")) ?? [];
  expect(version).toBeDefined();
  expect(facts.find((its) => its.name === name)?.version.split(" ")[0]).toBe(version);
});

test.each(facts)("$name: what it is known to fail is what it failed", ({ name, fails, attempts }) => {
  for (const { clause } of knownClient(name).deviations ?? []) {
    const current = fails.some((failed) => matchClause(clause, failed));
    expect(current, clause).toBe(true);
  }
  const situations = SITUATIONS.map((situation) => situation.name);
  expect(Object.keys(attempts)).toEqual(situations);
});
