import { join, resolve } from "node:path";
import { type Differential, differentialOf } from "../reports/differential.ts";
import { differentialMarkdown } from "../reports/differential-markdown.ts";
import { differentialText } from "../reports/differential-text.ts";
import { createHarFile } from "../reports/har-file.ts";
import { jsonText } from "../reports/json-text.ts";
import { visible } from "../reports/visible.ts";
import { UserError } from "../specs/user-error.ts";
import { runAgainst } from "../suites/against/run-against.ts";
import type { RunOptions } from "../suites/run/run-options.ts";
import { endpointTarget } from "../targets/endpoint.ts";
import { knownTarget } from "../targets/known-target.ts";
import { makeFolder } from "../targets/make-folder.ts";
import type { Target } from "../targets/target.ts";
import type { Io } from "./io.ts";
import type { RunSettings } from "./options.ts";
import { specsOf } from "./specs-of.ts";
import { styleFor } from "./style-for.ts";
import { type Form, writeAs } from "./write-as.ts";

/** Time between two lines of progress, in ms. */
const TOLD_MS = 10_000;

/**
 * `run --against URL`, or with a known target: sends the same requests to two endpoints and shows where their responses differ.
 * @returns the status to exit with
 */
export async function runBoth(
  settings: RunSettings & { readonly against: string },
  options: RunOptions & { readonly target: Target },
  io: Io,
): Promise<number> {
  const { out, report, quiet } = settings;
  const against = settings.against.includes("://")
    ? endpointTarget({
        url: settings.against,
        allowRemote: settings.allowRemote,
        env: io.env,
        ...(settings.function !== undefined && { function: settings.function }),
      })
    : await knownTarget(settings.against);
  const startedAt = new Date().toISOString();
  let told = performance.now();
  const found = await runAgainst({
    ...options,
    against,
    notice: (says) => void (quiet || io.err.write(`${visible(says)}\n`)),
    progress(done, all, differing) {
      if (quiet || performance.now() - told < TOLD_MS) return;
      told = performance.now();
      io.err.write(`${done} of ${all} cases, ${differing} differences\n`);
    },
  });
  if (found.cases === 0)
    throw new UserError(
      "--against: no case can be sent to both endpoints; widen --only, or drop --no-feature",
    );
  const { specification, tool, seed } = options;
  const secrets = [found.endpoint, found.against].flatMap(({ credentials }) => [
    credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? [] : [credentials.sessionToken]),
  ]);
  const differential = differentialOf(
    found,
    { tool, edition: specification.edition, startedAt, seed },
    secrets,
  );
  makeFolder(out);
  for (const whose of ["endpoint", "against"] as const) {
    const creator = { ...tool, _specs: specsOf(specification) };
    const archive = createHarFile(join(out, `${whose}.har`), creator);
    for (const difference of found.differences) {
      for (const exchange of difference[whose]) archive.add(exchange, { _whole: true });
    }
    archive.close();
  }
  io.out.write(differentialText(differential, styleFor(io, settings)));
  const forms: Readonly<Record<string, Form<Differential>>> = {
    json: { file: resolve(io.cwd, out, "differences.json"), render: (all) => `${jsonText(all, 2)}\n` },
    markdown: { file: resolve(io.cwd, out, "differences.md"), render: differentialMarkdown },
  };
  writeAs(differential, ["json", ...report.filter((wish) => wish !== "json")], forms, io);
  const isWrong = differential.differences.some(
    ({ decision }) =>
      (decision.kind === "both-wrong" || (decision.kind === "decided" && decision.right === "against")) &&
      (decision.level === "must" || settings.strict),
  );
  return isWrong ? 1 : 0;
}
