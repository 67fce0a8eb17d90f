import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../reports/report.ts";
import { CLI, measure } from "./measure.ts";

/** How the report of a run that was killed and resumed differs from that of an undisturbed run. */
export interface Kill {
  readonly afterMs: number;
  /** Bytes that the journal was cut to, if it was cut. */
  readonly cutTo?: number;
  readonly differing: readonly string[];
}

/** Clauses to judge. Some are passive, and the endpoint breaks a few. */
const CLAUSES = [
  "invoke/status/**",
  "invoke/qualifier/**",
  "invoke/existence/unknown*",
  "invoke/request-id/**",
  "invoke/error/**",
  "invoke/http/well-formed",
];
const BROKEN = ["invoke/request-id/uuid", "invoke/error/in-header"];

/**
 * Kills a run at random moments, with a signal that cannot be caught, and resumes it. Every third time, it also cuts the journal at a random byte.
 * The endpoint breaks clauses for which each exchange is evidence.
 */
export async function killed(times: number, cwd: string): Promise<readonly Kill[]> {
  const endpoint = spawn(process.execPath, [CLI, "serve", ...BROKEN.flatMap((id) => ["--without", id])], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [first] = (await once(endpoint.stdout, "data")) as [Buffer];
  const url = first.toString().trim().split("\n")[0] ?? "";
  const args = (out: string): string[] => [
    ...[
      "run",
      "--endpoint",
      url,
      "--seed",
      "1",
      "--cases",
      "5",
      "--no-feature",
      "authenticates",
      "--quiet",
      "--out",
      out,
    ],
    ...CLAUSES.flatMap((id) => ["--only", id]),
  ];
  const whole = await measure(args("whole"), { cwd });
  const wanted = facts(join(cwd, "whole/report.json"));
  const kills: Kill[] = [];
  for (let nth = 0; nth < times; nth++) {
    const out = `killed-${nth}`;
    const afterMs = Math.round(300 + Math.random() * whole.ms * 0.9);
    await measure(args(out), { cwd, withinMs: afterMs });
    const journal = join(cwd, out, "journal.ndjson");
    const began = existsSync(journal);
    const cutTo = began && nth % 3 === 2 ? cut(journal) : undefined;
    const { status } = await measure([...args(out), ...(began ? ["--resume", journal] : [])], { cwd });
    const got = facts(join(cwd, out, "report.json"));
    const differing = [...new Set([...wanted.keys(), ...got.keys()])]
      .filter((id) => wanted.get(id) !== got.get(id))
      .map((id) => `${id}: ${wanted.get(id)}, resumed ${got.get(id)}`);
    if (status !== whole.status) differing.push(`exit status: ${whole.status}, resumed ${status}`);
    kills.push({ afterMs, ...(cutTo !== undefined && { cutTo }), differing });
  }
  endpoint.kill("SIGKILL");
  await once(endpoint, "close");
  return kills;
}

/** Cuts a journal at a random byte after its header. */
function cut(journal: string): number {
  const bytes = readFileSync(journal);
  const header = bytes.indexOf("\n") + 1;
  const to = header + Math.floor(Math.random() * (bytes.length - header));
  truncateSync(journal, to);
  return to;
}

/** For each clause, its outcome and what was wrong. For each error of the API, whether it was seen. */
function facts(path: string): Map<string, string> {
  const { verdicts, errors } = JSON.parse(readFileSync(path, "utf8")) as Report;
  return new Map([
    ...errors.map(({ operation, code, outcome }) => [`${operation} ${code}`, outcome] as const),
    ...verdicts.map(
      ({ clause, outcome, cases, failure }) =>
        [
          clause,
          [
            outcome,
            `${cases} cases`,
            ...(failure?.violations.map(({ says, expected }) => `${says}: ${expected}`) ?? []),
          ].join("; "),
        ] as const,
    ),
  ]);
}
