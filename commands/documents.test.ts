import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mutantWithout } from "../mutants/mutant-without.ts";
import { buildReport } from "../reports/build-report.ts";
import { hostileRecords } from "../reports/testing/hostile-run.ts";
import { after, before } from "../reports/testing/two-reports.ts";
import { expectList } from "../scripts/testing/expect-current.ts";
import type { Clause, Given } from "../specs/clause.ts";
import { readDocuments } from "../specs/documents.ts";
import { expandExpectation } from "../specs/expand-expectation.ts";
import { expectationFault } from "../specs/expectation-fault.ts";
import { assertValid, loadSpecification, writtenClauses } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { main } from "./main.ts";
import { calling } from "./testing/call.ts";
import { documentBlocks } from "./testing/document-blocks.ts";

const ROOT = join(import.meta.dirname, "..");
const specification = loadSpecification();

describe.each(["README.md", "docs/exports.md"])("the commands of %s", (file) => {
  let reference: Reference;
  let door: HttpDoor;
  let cwd: string;
  beforeAll(async () => {
    reference = createReference({ specification });
    door = await openHttpDoor(reference);
    cwd = mkdtempSync(join(tmpdir(), "readme-"));
    // The commands run as they are written, but with few clauses and cases. Other tests show what they do.
    const config = { only: ["invoke/status/request-response"], cases: 1 };
    writeFileSync(join(cwd, "lambda-conformance.config.json"), JSON.stringify(config));
  });
  afterAll(async () => {
    await door.close();
    await reference.close();
    rmSync(cwd, { recursive: true });
  });

  const lines = documentBlocks(file, "sh test").flatMap((block) => block.trim().split("\n"));

  test.each(lines)("%s", async (line) => {
    expect(line).toMatch(/^npx lambda-conformance /);
    const words = line.split(" ").slice(2);
    const argv = words.map((word) =>
      word.replace(/^'(.*)'$/, "$1").replace("http://127.0.0.1:4566", door.url.href),
    );
    const { out, err, exitCode } = await calling({ cwd }, (io) => main(argv, io));
    expect(exitCode, err).toBe(0);
    // `vectors` reports the clauses that it leaves out, which is not an error.
    expect(err).toMatch(/^(?:\d+ clauses; \d+ left out .*\n)?$/);
    expect(out).not.toBe("");
  });
});

test.each(["deviations", "config"] as const)("the %s file of README.md is as its schema says", (schema) => {
  const [example] = documentBlocks("README.md", `json ${schema}`);
  expect(schemaFault(schema, JSON.parse(example ?? ""))).toBeUndefined();
});

test("the comments of docs/board.md are as their schema says", () => {
  const [example] = documentBlocks("docs/board.md", "json comments");
  expect(schemaFault("board-comments", JSON.parse(example ?? ""))).toBeUndefined();
});

describe.each(["docs/watch.md", "docs/against.md", "docs/board.md"])("the commands of %s", (file) => {
  const ADDRESSES = {
    "http://127.0.0.1:4566": "odd",
    "http://127.0.0.1:3002": "sound",
    "https://localhost:8443": "sound",
    "https://lambda.us-east-1.amazonaws.com": "sound",
  } as const;
  let reference: Reference;
  let doors: { readonly odd: HttpDoor; readonly sound: HttpDoor };
  let cwd: string;
  beforeAll(async () => {
    reference = createReference({ specification });
    const odd = mutantWithout("invoke/status/dry-run", specification);
    doors = {
      odd: await openHttpDoor(odd.wrap(reference, specification, "probe")),
      sound: await openHttpDoor(reference),
    };
    cwd = mkdtempSync(join(tmpdir(), "live-"));
    const config = { only: ["invoke/status/dry-run", "invoke/status/request-response"] };
    writeFileSync(join(cwd, "lambda-conformance.config.json"), JSON.stringify(config));
    mkdirSync(join(cwd, "reports"));
    for (const [name, report] of Object.entries({ before, after }))
      writeFileSync(join(cwd, "reports", `${name}.json`), JSON.stringify(report));
  });
  afterAll(async () => {
    await doors.odd.close();
    await doors.sound.close();
    await reference.close();
    rmSync(cwd, { recursive: true });
  });

  /** The words of a line as a shell passes them, with the addresses of running endpoints. */
  function argvOf(line: string): string[] {
    return line
      .split(" ")
      .slice(2)
      .flatMap((word) => {
        const door = ADDRESSES[word as keyof typeof ADDRESSES];
        if (door !== undefined) return [doors[door].url.href];
        return word.includes("*") ? globSync(word, { cwd }).toSorted() : [word];
      });
  }

  const lines = documentBlocks(file, "sh")
    .flatMap((block) => block.trim().split("\n"))
    .filter((line) => line.startsWith("npx lambda-conformance "));
  test("are there", () => expect(lines.length).toBeGreaterThan(0));

  // The order matters, because a command may read what an earlier one wrote.
  test.each(lines)("%s", async (line) => {
    const argv = argvOf(line);
    let called: Promise<unknown> | undefined;
    let interrupt = (): void => {};
    const { out, err, exitCode } = await calling(
      {
        cwd,
        interrupt: (end) => {
          interrupt = end;
        },
        heard: (printed) => {
          const url = /^Listens at (\S+)$/m.exec(printed)?.[1];
          if (url === undefined) return;
          called ??= fetch(`${url}2015-03-31/functions/probe/invocations`, { method: "POST", body: "{}" })
            .then((reply) => reply.text())
            .finally(() => interrupt());
        },
      },
      (io) => main(argv, io),
    );
    await called;
    expect(err).not.toContain("lambda-conformance: ");
    expect({ out, exitCode }).toEqual(PROMISED[argv[0] ?? ""]);
  });

  const says = (words: RegExp, exitCode: number): object => ({ out: expect.stringMatching(words), exitCode });
  /** The output and exit status of each command, as its page describes them. */
  const PROMISED: Readonly<Record<string, object>> = {
    watch: says(/Reports: conformance-report\/report\.json/, 0),
    run: says(/B is right\. invoke\/status\/dry-run \(must\)/, 1),
    recordings: says(/[1-9]\d* of \d+ entries are in/, 0),
    board: says(/1 subjects, \d+ pages: site\/index\.html/, 0),
  };
});

test("the $schema of README.md is the path of the schema that the package exports", () => {
  const [example] = documentBlocks("README.md", "json config");
  const { exports } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const exported = exports["./schema/*.json"].replace("*", "config");
  expect(join("node_modules/lambda-conformance", exported)).toBe(join(JSON.parse(example ?? "").$schema));
});

test("the failure of README.md is told as failures are", () => {
  const clause = specification.clauses.find(({ id }) => id === "invoke/existence/unknown-function");
  const text = readFileSync(join(ROOT, "README.md"), "utf8");
  expect(text).toContain(`✗ ${clause?.id}  ${clause?.level}\n  ${clause?.says}\n`);
});

test("the clause of CONTRIBUTING.md is a clause", () => {
  const [example] = documentBlocks("CONTRIBUTING.md", "json clause");
  expect([...writtenClauses().values()]).toContainEqual(JSON.parse(example ?? ""));
});

test("the clauses of docs/specs.md are valid", () => {
  const [example] = documentBlocks("docs/specs.md", "json clauses");
  const clauses = JSON.parse((example ?? "").replaceAll('/qualifier/unknown"', '/qualifier/example"'));
  const documents = readDocuments();
  const withExample = new Map(documents.clauses).set("clauses/example.json", clauses);
  expect(() => assertValid({ ...documents, clauses: withExample })).not.toThrow();
  expect(() => assertValid({ ...documents, clauses: new Map([["x", clauses]]) })).toThrow(/unknown-message/);
});

test("the answers of docs/specs.md are valid", () => {
  const text = readFileSync(join(ROOT, "docs/specs.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(\{.*\})` \|/gm)].map(([, answer]) => answer as string);
  const answers = [...rows, ...documentBlocks("docs/specs.md", "json expectation")].map((json) =>
    JSON.parse(json),
  );
  expect(answers).toHaveLength(9);
  for (const { error, ...expectation } of answers) {
    expect(error ?? "ServiceException").toBe("ServiceException");
    expect(expectationFault(expandExpectation(expectation))).toBeUndefined();
  }
});

test("the format of CONTRIBUTING.md is one", async () => {
  const [example] = documentBlocks("CONTRIBUTING.md", "ts format");
  const code = stripTypeScriptTypes(example ?? "");
  const { default: csv } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(csv.render(buildReport(hostileRecords))).toContain("invoke/status/dry-run,error\n");
});

test("the scenario of CONTRIBUTING.md is one, and recognises its own calls", async () => {
  const [example] = documentBlocks("CONTRIBUTING.md", "ts scenario");
  const generators = pathToFileURL(join(ROOT, "generators"));
  const code = stripTypeScriptTypes(example ?? "").replaceAll('"../', `"${generators}/`);
  const { nestedArrays } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const given: Given = { scenario: "nested-arrays", depth: 3 };
  const clause = { ...(specification.clauses[0] as Clause), operation: "Invoke", given };
  const [stratum] = nestedArrays.cases(clause, specification);
  expect(stratum.only.steps).toMatchObject([{ do: "invoke", payload: { text: "[[[]]]" } }]);
  expect(nestedArrays.recognises(clause, specification)).toHaveLength(1);
  expect(Object.keys(nestedArrays.arguments.properties)).toEqual(["depth"]);
});

test("each dependency has its reason in CONTRIBUTING.md, and no other has", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const text = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
  const section = text.slice(text.indexOf("## Dependencies"));
  const named = [...section.matchAll(/`((?:@[\w-]+\/)?[a-z][\w-]*)`(?!\.)/g)].map(([, name]) => name);
  expectList(
    "the dependencies that CONTRIBUTING.md names",
    named.flatMap((name) => name ?? []),
    [...Object.keys(dependencies), ...Object.keys(devDependencies)],
    "edit the section Dependencies of CONTRIBUTING.md",
  );
});

test.each(["README.md", "CONTRIBUTING.md"])("the files that %s names are there", (file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path as string);
  expect(links.length).toBeGreaterThan(3);
  for (const path of links) expect(() => readFileSync(join(ROOT, path)), path).not.toThrow();
});
