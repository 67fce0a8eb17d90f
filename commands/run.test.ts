import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Report } from "../reports/report.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import type { RawReply } from "../wire/raw-reply.ts";
import { command as grade } from "./grade.ts";
import { main } from "./main.ts";
import { command } from "./run.ts";
import { type Called, type CallOptions, call, calling } from "./testing/call.ts";

/** The reference, and an endpoint that responds with 200 where it should not. */
let reference: Reference;
let sound: HttpDoor;
let lax: HttpDoor;
let cwd: string;

beforeAll(async () => {
  reference = createReference({ specification: loadSpecification() });
  sound = await openHttpDoor(reference);
  lax = await openHttpDoor({
    async handle(request): Promise<RawReply> {
      const reply = await reference.handle(request);
      if (reply.status !== 404) return reply;
      const headers = reply.headers.filter(([name]) => name !== "Content-Length");
      return { status: 200, headers, body: Buffer.from("null") };
    },
  });
});
afterAll(async () => {
  await sound.close();
  await lax.close();
  await reference.close();
});
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "run-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const CLAUSE = "invoke/qualifier/unknown";

function run(door: HttpDoor, args: readonly string[], options: CallOptions = {}): Promise<Called> {
  const common = [
    "--endpoint",
    door.url.href,
    "--cases",
    "2",
    "--seed",
    "1",
    "--no-feature",
    "authenticates",
  ];
  return call(command, [...common, ...args], { cwd, ...options });
}

function report(): Report {
  const document: unknown = JSON.parse(readFileSync(join(cwd, "conformance-report/report.json"), "utf8"));
  expect(schemaFault("report", document)).toBeUndefined();
  return document as Report;
}

describe("an endpoint that conforms", () => {
  test("is told to, with 0", async () => {
    const { out, err, exitCode } = await run(sound, ["--only", "invoke/qualifier/*"]);
    expect(out).toMatch(/^lambda-conformance \d+\.\d+\.\d+\n {2}target {7}http:\/\/127\.0\.0\.1/);
    expect(out).toContain("  probe        version 1, nodejs");
    expect(out).toContain("Conforms: no failure that counts.");
    expect(err).toBe("");
    expect(exitCode).toBe(0);
    expect(report()).toMatchObject({
      edition: loadSpecification().edition,
      run: { seed: 1, cases: 2, ended: "completed", strict: false },
      subject: { features: { authenticates: false } },
      summary: { fail: 0, error: 0, must: { coverage: 1 } },
    });
  });

  test("AWS_ENDPOINT_URL_LAMBDA names it too", async () => {
    const { out } = await call(command, ["--cases", "1", "--only", CLAUSE, "--quiet"], {
      cwd,
      env: { AWS_ENDPOINT_URL_LAMBDA: sound.url.href, AWS_REGION: "us-east-1" },
    });
    expect(out).toContain("Conforms");
    expect(report().subject.url).toBe(sound.url.href);
  });
});

describe("an endpoint that does not conform", () => {
  test("is told so, with 1, and one failure can be seen again in one request", async () => {
    const { out, exitCode } = await run(lax, ["--only", CLAUSE]);
    expect(exitCode).toBe(1);
    expect(out).toContain(`✗ ${CLAUSE}  must`);
    expect(out).toContain("expected  404 ResourceNotFoundException");
    const [failing] = report().verdicts;
    expect(out.trimEnd().split("\n").at(-1)).toBe(
      `Repeat one failure: lambda-conformance run --endpoint ${lax.url.href} --no-feature authenticates --replay ${failing?.failure?.replay}`,
    );

    for (const id of [failing?.failure?.replay ?? "", `conformance-report/report.json#${CLAUSE}`]) {
      const again = await run(lax, ["--replay", id, "--trace"]);
      expect(again.exitCode).toBe(1);
      expect(again.out.match(/^> POST /gm)).toHaveLength(1);
      expect(again.out).toContain("< HTTP/1.1 200\n");
    }
  });

  test("a deviation excuses it, and is stale where it no longer fails", async () => {
    writeFileSync(
      join(cwd, "known.json"),
      JSON.stringify({ deviations: [{ clause: CLAUSE, reason: "we have no versions" }] }),
    );
    const known = await run(lax, ["--only", CLAUSE, "--deviations", "known.json"]);
    expect(known.exitCode).toBe(0);
    expect(report().verdicts[0]).toMatchObject({ outcome: "fail", deviation: "we have no versions" });
    const stale = await run(sound, ["--only", CLAUSE, "--deviations", "known.json"]);
    expect(stale.exitCode).toBe(1);
    expect(stale.out).toContain(`Stale deviations\n  ${CLAUSE}: no longer fails`);
  });

  test("expired and unmatched deviations fail the run and are named", async () => {
    const entries = [
      { clause: CLAUSE, reason: "for a while", expires: "2026-01-01" },
      { clause: "no/such/clause", reason: "mistyped" },
    ];
    writeFileSync(join(cwd, "known.json"), JSON.stringify({ deviations: entries }));
    for (const door of [sound, lax]) {
      const { out, exitCode } = await run(door, ["--only", CLAUSE, "--deviations", "known.json"]);
      expect(exitCode).toBe(1);
      expect(out).toContain(`  ${CLAUSE}: expired on 2026-01-01\n  no/such/clause: matches no clause\n`);
    }
  });

  test("what fails is written to the deviations, and with a reason for each the next run bears it", async () => {
    const args = ["--only", CLAUSE, "--deviations", "known.json"];
    const known = (): { deviations: unknown[] } => JSON.parse(readFileSync(join(cwd, "known.json"), "utf8"));
    const first = await run(lax, [...args, "--update-deviations"]);
    expect(first.exitCode).toBe(1);
    expect(first.err).toBe(
      `known.json: 1 deviations, 1 of them new, 0 dropped\n  give a reason: ${CLAUSE}\n`,
    );
    expect(known()).toEqual({ deviations: [{ clause: CLAUSE, reason: "" }] });
    await expect(run(lax, args)).rejects.toThrow(
      /known\.json: fill in the missing reasons: invoke\/qualifier\/unknown$/,
    );
    writeFileSync(
      join(cwd, "known.json"),
      JSON.stringify({ $schema: "x", deviations: [{ clause: CLAUSE, reason: "why", issue: "#12" }] }),
    );
    expect((await run(lax, [...args, "--update-deviations"])).exitCode).toBe(0);
    expect(known()).toEqual({
      $schema: "x",
      deviations: [{ clause: CLAUSE, reason: "why", issue: "#12" }],
    });
    expect(report().verdicts[0]?.deviation).toBe("why (#12)");
    expect((await run(sound, [...args, "--update-deviations"])).err).toContain(`no longer needed: ${CLAUSE}`);
    expect(known().deviations).toEqual([]);
  });
});

test("a feature that it is declared not to have leaves clauses uncovered", async () => {
  const { out } = await run(sound, ["--only", "invoke/executed-version/*", "--no-feature", "alias"]);
  expect(out).toContain("the target does not support alias");
  expect(report().subject.features).toMatchObject({ alias: false });
});

test("a dry run tells what would be sent, the same that is sent", async () => {
  const dry = await run(sound, ["--only", CLAUSE, "--dry-run"]);
  expect(dry.out).toMatch(/1 clauses, \d+ invocations with seed 1; nothing was sent\n$/);
  expect(() => report()).toThrow("ENOENT");
  await run(sound, ["--only", CLAUSE]);
  expect(dry.out).toContain(`${report().verdicts[0]?.exchanges} invocations`);
});

test("--dry-run --json tells the same as one object, with the cases that are performed", async () => {
  const dry = await run(sound, ["--only", CLAUSE, "--dry-run", "--json"]);
  const { edition, seed, clauses, invocations } = JSON.parse(dry.out);
  await run(sound, ["--only", CLAUSE]);
  expect({ edition, seed, invocations }).toEqual({
    edition: loadSpecification().edition,
    seed: 1,
    invocations: report().verdicts[0]?.exchanges,
  });
  expect(clauses).toMatchObject([
    {
      clause: CLAUSE,
      level: "must",
      cases: [{ number: 0, why: expect.any(String), steps: [{ do: "invoke" }] }],
    },
  ]);
});

test.each([
  [["--json"], "--json needs --dry-run"],
  [["--replay", `${CLAUSE}:1:0`, "--shard", "1/2"], "leave out --shard"],
])("%j is refused in one line", async (args, says) => {
  const { err, exitCode } = await calling({ cwd }, (io) => main(["run", ...args], io));
  expect(exitCode).toBe(2);
  expect(err).toMatch(/^lambda-conformance: [^\n]*\n$/);
  expect(err).toContain(says);
});

describe("a run that did not end", () => {
  test("ends with what is known at Ctrl-C, with 130", async () => {
    let interrupt: () => void = () => {};
    const { err, exitCode } = await run(
      sound,
      ["--only", "invoke/qualifier/*", "--cases", "500", "--trace"],
      {
        interrupt: (given) => (interrupt = given),
        heard: (out) => {
          if (!out.includes("# invoke/")) return;
          const once = interrupt;
          interrupt = () => {};
          once();
        },
      },
    );
    expect(exitCode).toBe(130);
    expect(err).toContain("Ctrl-C again to quit at once");
    expect(report().run.ended).toBe("interrupted");
  });

  test("ends without a report at Ctrl-C before it began", async () => {
    const { exitCode } = await run(sound, ["--only", CLAUSE], { interrupt: (interrupt) => interrupt() });
    expect(exitCode).toBe(130);
    expect(() => report()).toThrow("ENOENT");
  });

  test("is resumed from its journal, where what was judged stands", async () => {
    const only = ["--only", "invoke/qualifier/*"];
    await run(lax, only);
    const whole = report();
    const path = join(cwd, "conformance-report/journal.ndjson");
    const lines = readFileSync(path, "utf8").split("\n");
    const cut = lines.findIndex((line) => line.includes(`"verdict":{"clause":"${CLAUSE}"`)) + 1;
    expect(cut).toBeGreaterThan(0);
    truncateSync(path, lines.slice(0, cut).join("\n").length + 10);
    const { exitCode } = await run(lax, [...only, "--resume", "conformance-report/journal.ndjson"]);
    expect(exitCode).toBe(1);
    const outcomes = (of: Report): unknown => of.verdicts.map(({ clause, outcome }) => [clause, outcome]);
    expect(outcomes(report())).toEqual(outcomes(whole));
    const failure = (of: Report): unknown => of.verdicts.find(({ clause }) => clause === CLAUSE)?.failure;
    expect(failure(report())).toEqual(failure(whole));
  });

  test("is resumed with the cases that it drew", async () => {
    await run(sound, ["--only", CLAUSE, "--seed", "7"]);
    const endpoint = ["--endpoint", sound.url.href, "--no-feature", "authenticates", "--only", CLAUSE];
    await call(command, [...endpoint, "--resume", "conformance-report/journal.ndjson"], { cwd });
    expect(report().run).toMatchObject({ seed: 7, cases: 2 });
  });

  test("is not resumed by other rules", async () => {
    await run(sound, ["--only", CLAUSE]);
    const resume = ["--only", CLAUSE, "--resume", "conformance-report/journal.ndjson"];
    await expect(run(sound, [...resume, "--cases", "3"])).rejects.toThrow(
      "--resume: the number of cases was 2 in that run, but is 3 now",
    );
    await expect(run(lax, resume)).rejects.toThrow("--resume: the subject was");
  });

  test("a run that cannot start leaves the journal of the one before it", async () => {
    await run(sound, ["--only", CLAUSE]);
    const path = join(cwd, "conformance-report/journal.ndjson");
    const before = readFileSync(path, "utf8");
    await expect(call(command, ["--endpoint", "http://127.0.0.1:1"], { cwd })).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:1: no endpoint responds there/,
    );
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});

test("what a client does wrong is told, and how it is seen again", async () => {
  const driver = join(cwd, "wrong.mjs");
  writeFileSync(
    driver,
    `import { createInterface } from "node:readline";
    const write = (line) => console.log(JSON.stringify(line));
    write({ hello: { driver: "wrong", version: "1", operations: ["Invoke"], features: [] } });
    createInterface({ input: process.stdin }).on("line", (line) => {
      const error = { name: "Lost", message: "no way", sent: false };
      write({ result: { id: JSON.parse(line).call.id, error } });
    });`,
  );
  const args = ["--driver", driver, "--only", "client/response/status-200", "--seed", "1", "--no-color"];
  const { out, exitCode } = await call(command, args, { cwd });
  expect(exitCode).toBe(1);
  expect(out.replace(/\s+/g, " ")).toContain('got absent: the client reported "Lost": "no way"');
  expect(out).toContain(`--driver ${driver} --replay client/response/status-200:1:0`);
});

test("what is recorded of a run is an archive that grade judges like the run", async () => {
  const only = [
    ...["function-name", "qualifier", "invocation-type"].map((topic) => `invoke/${topic}/**`),
    ...["binary", "text", "empty"].map((name) => `invoke-with-response-stream/content/${name}`),
  ];
  const { exitCode } = await run(sound, [
    ...only.flatMap((pattern) => ["--only", pattern]),
    ...["--record", "all.har", "--quiet"],
  ]);
  expect(exitCode).toBe(0);
  const text = readFileSync(join(cwd, "all.har"), "utf8");
  expect(text).toMatch(/Credential=\*+\/.*Signature=\*+"/);
  expect(text).not.toMatch(/Signature=[0-9a-f]/);
  expect(JSON.parse(text).log.entries).toHaveLength(report().run.exchanges);

  const judged = await call(grade, ["all.har", "--no-color", "--out", "graded"], { cwd });
  expect(judged.out).toContain("Conforms");
  const graded: Report = JSON.parse(readFileSync(join(cwd, "graded/report.json"), "utf8"));
  const outcomes = new Map(graded.verdicts.map(({ clause, outcome }) => [clause, outcome]));
  expect(outcomes.get(CLAUSE)).toBe("pass");
  expect(outcomes.get("invoke/function-name/bare")).toBe("pass");
  expect(outcomes.get("invoke-with-response-stream/content/binary")).toBe("pass");
});

test("a run ends after as many calls as it is given", async () => {
  const { out, exitCode } = await run(sound, [
    "--only",
    "invoke/qualifier/**",
    "--max-calls",
    "5",
    "--concurrency",
    "1",
  ]);
  expect(report().run).toMatchObject({ ended: "interrupted" });
  expect([5, 6]).toContain(report().run.exchanges);
  expect(out).toContain("the run did not complete");
  expect(exitCode).toBe(2);
});

test("a target that cannot be stopped is told in one line, after what was found", async () => {
  const own = (door: HttpDoor): string => {
    const path = join(cwd, `${door.url.port}.mjs`);
    writeFileSync(
      path,
      `export default { name: "mine", start: async () => ({
        url: new URL("${door.url.href}"), function: "probe", region: "us-east-1", account: "123456789012",
        partition: "aws", credentials: { accessKeyId: "a", secretAccessKey: "b" }, without: [], signs: false,
        stop() { throw new Error("no such process"); },
      }) };`,
    );
    return path;
  };
  const args = ["--only", CLAUSE, "--cases", "1", "--quiet"];
  const conforms = await call(command, ["--target", own(sound), ...args], { cwd });
  expect(report().summary).toMatchObject({ pass: 1, fail: 0 });
  expect(conforms.err).toBe("lambda-conformance: target mine: it could not be stopped: no such process\n");
  expect(conforms.exitCode).toBe(2);
  expect((await call(command, ["--target", own(lax), ...args], { cwd })).exitCode).toBe(1);
});

describe("what cannot be meant is told", () => {
  beforeEach(() => {
    const pem = "-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n";
    writeFileSync(join(cwd, "broken.pem"), pem);
  });

  test.each([
    [
      ["--endpoint", "http://127.0.0.1:1", "--target", "reference"],
      "--endpoint and --target cannot be combined",
    ],
    [["--client", "boto3", "--driver", "./mine"], "--client and --driver cannot be combined"],
    [["--client", "nobody"], 'unknown client "nobody"'],
    [["--client", "boto3", "--region", "eu-west-1"], "--region: boto3 has its own"],
    [["--client", "boto3", "--only", CLAUSE], "is about endpoints"],
    [["--only", "client/**"], "is about clients"],
    [["--only", "nothing/**"], "matches no clause"],
    [["--only", `${CLAUSE},${CLAUSE}`], "for several, repeat the option"],
    [["--no-feature", "colour"], "feature colour: there is no such feature; use one of probe, version"],
    [["--feature", "dead-leter"], "feature dead-leter: there is no such feature; did you mean dead-letter?"],
    [["--replay", "what"], "write it as CLAUSE:SEED:PATH"],
    [["--replay", `${CLAUSE}:4294967296:0`], "a seed is a whole number from 0 to 4294967295"],
    [["--seed", "4294967296"], "It must be a whole number from 0 to 4294967295."],
    [["--timeout", "2147483648"], "It must be a whole number from 1 to 86400000."],
    [["--region", ""], "It must be a text that is not empty."],
    [["--client", "boto3,"], "It must be a text that is not empty."],
    [["--header", "Content-Length: 5"], "--header: must be any header except Content-Length"],
    [["--header", "Host: a b"], "--header: must be a Host header with one host"],
    [["--header", "host:"], "--header: must be a Host header with one host"],
    [["--header", "Host: http://a/"], "--header: must be a Host header with one host"],
    [["--header", `X: ${"a".repeat(20_000)}`], "--header: must be at most 16384 characters"],
    [["--out", "/proc/x"], "/proc/x: the folder for reports cannot be created: ENOENT"],
    [["--target", "nobody"], 'unknown target "nobody"'],
    [["--target", "serverless-offline", "--region", "eu-west-1"], "--region: serverless-offline has its own"],
    [["--deviations", "absent.json"], "absent.json: there is no such file"],
    [["--deviations", "builtin"], "there is no built-in list for reference"],
    [["--update-deviations"], "name the file to write"],
    [["--update-deviations", "--deviations", "builtin"], "name the file to write"],
    [["--resume", "absent.ndjson"], "absent.ndjson: there is no such file"],
    [["--ca", "absent.pem"], "absent.pem: there is no such file"],
    [["--ca", "broken.pem"], "broken.pem: certificate 1 of 1 is broken"],
    [["--collector-host", "a b"], "It must be the name or the IP address of a host, without a port."],
    [["--report", "junit:/proc/x/junit.xml"], "/proc/x: the folder for reports cannot be created"],
    [["--report", "pdf"], "unknown format"],
    [["--report", "junit:"], "--report junit: . is a folder; name a file in it"],
    [["--endpoint", "http://192.0.2.1"], "add --allow-remote to call it"],
    [["--edition", "2001-01-01"], "edition 2001-01-01"],
    [["--cases", "many"], "whole number"],
    [["--colour"], "unknown option '--colour'"],
    [["extra"], "too many arguments"],
  ])("%j", async (args, says) => {
    await expect(call(command, args, { cwd })).rejects.toThrow(says);
  });

  test("a header field that is none, without repeating it", async () => {
    await expect(call(command, ["--header", "Secret"], { cwd })).rejects.toThrow(
      "--header: must be 'Name: value', in ASCII",
    );
  });

  test("a deviation without a reason", async () => {
    writeFileSync(join(cwd, "known.json"), '{"deviations":[{"clause":"a/b/c"}]}');
    await expect(call(command, ["--deviations", "known.json"], { cwd })).rejects.toThrow(
      /known\.json: \/deviations\/0: the member "reason" is missing/,
    );
  });
});

test("of several clients, one whose toolchain is missing is skipped by name", async () => {
  // The driver of curl starts, and finds no curl.
  vi.stubEnv("PATH", cwd);
  const args = ["--client", "curl,aws-sdk-js-v3", "--only", "client/retry/limit-1", "--cases", "1"];
  const { out, err, exitCode } = await call(command, args, { cwd }).finally(() => vi.unstubAllEnvs());
  expect(err).toMatch(/^skipped: client curl needs curl 7\.83 or newer, .*: apt-get install curl/m);
  expect(out).toMatch(/client +aws-sdk-js-v3/);
  expect(exitCode).toBe(2);
});
