import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mutantWithout } from "../mutants/mutant-without.ts";
import type { Report } from "../reports/report.ts";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { freeze, readRelease, releaseOf } from "../specs/release.ts";
import { schemaFault } from "../specs/schema-fault.ts";
import type { Specification } from "../specs/specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { clausesToCount } from "./clauses-to-count.ts";
import { runDefaults } from "./options.ts";
import { command } from "./run.ts";
import { type Called, call, calling } from "./testing/call.ts";

const specification = loadSpecification();
const UNKNOWN = "invoke/existence/unknown-function";
const DRY_RUN = "invoke/status/dry-run";
const SOUND = "invoke/status/request-response";

describe("--baseline", () => {
  let reference: Reference;
  let door: HttpDoor;
  let cwd: string;
  /** Ids of the clauses that the endpoint breaks at the moment. */
  let lacking: readonly string[] = [];
  beforeAll(async () => {
    reference = createReference({ specification });
    const handler: Handler = {
      handle: (request) =>
        lacking
          .reduce<Handler>((its, id) => mutantWithout(id, specification).wrap(its, specification), reference)
          .handle(request),
    };
    door = await openHttpDoor(handler);
    cwd = mkdtempSync(join(tmpdir(), "baseline-"));
  });
  afterAll(async () => {
    await door.close();
    await reference.close();
    rmSync(cwd, { recursive: true });
  });

  const running = (...more: string[]): Promise<Called> => {
    const common = ["--endpoint", door.url.href, "--cases", "1", "--seed", "1", "--no-color"];
    return call(command, [...common, ...more], { cwd });
  };
  const only = [UNKNOWN, DRY_RUN, SOUND].flatMap((id) => ["--only", id]);
  const report = (folder: string): Report =>
    JSON.parse(readFileSync(join(cwd, folder, "report.json"), "utf8"));

  test("what failed before does not count, what fails newly does, and what is mended makes nothing stale", async () => {
    lacking = [UNKNOWN];
    expect((await running(...only, "--out", "before")).exitCode).toBe(1);
    const baseline = ["--baseline", "before/report.json"];
    expect((await running(...only, ...baseline, "--out", "same")).exitCode).toBe(0);
    expect(report("same").verdicts.find(({ clause }) => clause === UNKNOWN)).toMatchObject({
      outcome: "fail",
      deviation: "failed in the baseline, report.json",
    });
    lacking = [UNKNOWN, DRY_RUN];
    expect((await running(...only, ...baseline, "--out", "new")).exitCode).toBe(1);
    expect(
      report("new").verdicts.filter(({ outcome, deviation }) => outcome === "fail" && !deviation),
    ).toMatchObject([{ clause: DRY_RUN }]);
    lacking = [];
    expect((await running(...only, ...baseline)).exitCode).toBe(0);
  }, 60_000);

  test("a clause that the report does not hold does not count", async () => {
    lacking = [];
    await running("--only", SOUND, "--out", "few");
    lacking = [DRY_RUN];
    const { exitCode } = await running(...only, "--baseline", "few/report.json", "--out", "more");
    expect(exitCode).toBe(0);
    expect(report("more").verdicts.find(({ clause }) => clause === DRY_RUN)?.deviation).toContain(
      "not in the baseline",
    );
  }, 60_000);

  test("is refused where it cannot be meant", async () => {
    writeFileSync(join(cwd, "no-report.json"), "{}");
    await expect(running("--baseline", "no-report.json")).rejects.toThrow("no-report.json: /: ");
    await expect(running("--baseline", "gone.json")).rejects.toThrow("gone.json");
    await expect(
      running("--baseline", "before/report.json", "--deviations", "d.json", "--update-deviations"),
    ).rejects.toThrow("cannot be combined");
    await expect(
      call(command, ["--client", "curl", "--baseline", "before/report.json"], { cwd }),
    ).rejects.toThrow("reports on an endpoint, but this run tests a client");
  });

  test("--clauses-of judges by the clauses and the edition of a release", async () => {
    lacking = [];
    const { exitCode } = await running("--clauses-of", "0.2.0", "--only", SOUND, "--out", "frozen");
    expect(exitCode).toBe(0);
    const { edition, run } = report("frozen");
    expect(edition).toBe(readRelease("0.2.0").edition);
    expect(run.command).toContain("--clauses-of 0.2.0");
    await expect(running("--clauses-of", "9.9.9")).rejects.toThrow(/unknown release; use one of .*0\.2\.0/);
    await expect(running("--clauses-of", "../release")).rejects.toThrow("unknown release");
  }, 60_000);
});

describe("a release", () => {
  const release = releaseOf("1.0.0", specification);
  const settings = { ...runDefaults, only: ["invoke/status/*"] };
  const changed = (change: (clause: Clause) => Clause[]): Specification => ({
    ...specification,
    clauses: specification.clauses.flatMap((clause) => (clause.id === DRY_RUN ? change(clause) : [clause])),
  });
  const counted = async (its: Specification) => {
    let found: ReturnType<typeof clausesToCount> | undefined;
    const { err } = await calling({}, async (io) => {
      found = clausesToCount(its, release, settings, io);
      return 0;
    });
    return { ...(found as ReturnType<typeof clausesToCount>), err };
  };

  test("is as its schema says, and leaves nothing of itself out", async () => {
    expect(schemaFault("release", release)).toBeUndefined();
    const { skip, err } = await counted(specification);
    expect({ skip, err }).toEqual({ skip: [], err: "" });
  });

  test("keeps the level of a clause that was raised since", async () => {
    const raised = changed((clause) => [{ ...clause, level: "may" }]);
    const { specification: frozen } = await counted(raised);
    expect(frozen.clauses.find(({ id }) => id === DRY_RUN)?.level).toBe(release.clauses[DRY_RUN]?.level);
  });

  test("leaves out what is new, and what asks for something else, and says so", async () => {
    const more = changed((clause) => [clause, { ...clause, id: "invoke/status/new" }]);
    expect((await counted(more)).skip).toEqual(["invoke/status/new"]);
    const other = changed((clause) => [{ ...clause, expect: [{ error: "ServiceException" }] }]);
    const { skip, err } = await counted(other);
    expect(skip).toEqual([DRY_RUN]);
    expect(err).toBe(`left out, because their meaning changed since 1.0.0: ${DRY_RUN}\n`);
  });

  test("does not mind words, sources and evidence", () => {
    const reworded = changed((clause) => [{ ...clause, says: "Otherwise.", source: [] }]);
    expect(freeze(reworded, release)).toMatchObject({ changed: [], gone: [] });
  });

  test("bears a deviation for a clause that is gone, and no other that matches nothing", async () => {
    const { known } = await counted(changed(() => []));
    expect(known({ clause: DRY_RUN, reason: "x" })).toBe(false);
    expect(known({ clause: "invoke/status/typo", reason: "x" })).toBe(true);
  });
});
