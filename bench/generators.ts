/**
 * Measures the cost of generators: values per second of each keyword's generator, compared with `fc.stringMatching` on the same pattern. Enumerations
 * are compared with `fc` picking from their values, and JSON with `fc.json`, encoded like the member. Both take turns within one run, in CPU time. It
 * also measures the memory that a million cases leave behind.
 * `npm run bench -- generators [VALUES]`
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc, { type Arbitrary } from "fast-check";
import { drawCase } from "../generators/draw.ts";
import { keywordGenerators } from "../generators/keyword-generators.ts";
import { strataOf } from "../generators/strata-of.ts";
import type { Stratum } from "../generators/stratum.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Keyword, Member } from "../specs/operation.ts";

const VALUES = Number(process.argv[2] ?? 20_000);
const ROUNDS = 5;
/** How many values are made in one call and then dropped. Keeping them would cost the garbage collector more than making them. */
const BATCH = 100;
const DIGIT = "[A-Za-z0-9+/]";
const MILLION = 1_000_000;
/** The smallest ratio of speeds that passes. It leaves a tenth for the noise of a busy machine. */
const LEAST_RATIO = 0.9;

const specification = loadSpecification();
const { inputs } = specification.operations.Invoke;

let slow = 0;
console.log("keyword, side and member".padEnd(44), "values/s", "fast-check", "ratio");
for (const member of inputs) {
  for (const keyword of Object.keys(member.keywords) as Keyword[]) {
    for (const side of ["keeps", "breaks"] as const) {
      const strata: readonly Stratum<unknown>[] = keywordGenerators[keyword][side](member);
      const many = strata.flatMap((stratum) => stratum.many ?? []);
      const what = `${keyword} ${side} ${member.name}`.padEnd(44);
      if (many.length === 0) {
        console.log(what, `${strata.length} single values, made once a clause`);
        continue;
      }
      const other = comparable(member, keyword);
      const calls = Math.ceil(VALUES / BATCH);
      const times = Array.from({ length: ROUNDS }, (_, round) => [
        cpuOf(() => {
          for (let call = 0; call < calls; call++) sampleOf(many[call % many.length], round * calls + call);
        }),
        cpuOf(() => {
          for (let call = 0; call < calls; call++) sampleOf(other, round * calls + call);
        }),
      ]);
      const [ours = 0, theirs = 0] = [0, 1].map((column) => median(times.map((time) => time[column] ?? 0)));
      const ratio = theirs / ours;
      if (ratio < LEAST_RATIO) slow += 1;
      console.log(what, perSecond(ours), perSecond(theirs).padStart(10), ratio.toFixed(2).padStart(5));
    }
  }
}

const grown = growth();
console.log(`heap after ${MILLION} cases: ${grown.toFixed(1)} MB more than after ${MILLION / 10}`);
if (slow > 0 || grown > 5) process.exitCode = 1;

function sampleOf(arbitrary: Arbitrary<unknown> | undefined, seed: number): void {
  if (arbitrary !== undefined) fc.sample(arbitrary, { seed, numRuns: BATCH });
}

/** An arbitrary of fast-check for the same language. JSON has no pattern. */
function comparable({ keywords }: Member, keyword: Keyword): Arbitrary<unknown> {
  if (keywords.pattern !== undefined) return matching(keywords.pattern);
  if (keywords.enum !== undefined) return matching(keywords.enum.join("|"));
  if (keyword === "base64") return matching(`(?:${DIGIT}{4})*(?:${DIGIT}{2}==|${DIGIT}{3}=)?`);
  const json = fc.json();
  return keywords.base64 ? json.map((text) => Buffer.from(text).toString("base64")) : json;
}

function matching(pattern: string): Arbitrary<string> {
  return fc.stringMatching(new RegExp(`^(?:${pattern})$`, "u"));
}

/** MB by which the heap grew between 100,000 and a million cases, over clauses of each keyword. */
function growth(): number {
  const clauses = inputs.flatMap((member) =>
    (Object.keys(member.keywords) as Keyword[]).map((keyword) => ({
      id: `bench/${member.name}/${keyword}`,
      strata: strataOf(
        {
          id: `bench/${member.name}/${keyword}`,
          operation: "Invoke",
          binds: "server",
          level: "must",
          says: "",
          given: { parameter: member.name, breaks: keyword },
          expect: [],
          source: [],
        },
        specification,
      ),
    })),
  );
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const heapAfter = (from: number, to: number): number => {
    for (let k = from; k < to; k++) {
      const clause = clauses[k % clauses.length];
      if (clause) drawCase(clause.strata, clause.id, 1, Math.floor(k / clauses.length));
    }
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const early = heapAfter(0, MILLION / 10);
  return heapAfter(MILLION / 10, MILLION) - early;
}

/** CPU time in seconds, so that other processes on the machine do not count. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function perSecond(seconds: number): string {
  return Math.round(VALUES / seconds)
    .toString()
    .padStart(8);
}
