import type { StartedTarget } from "../../targets/target.ts";
import { withoutFeatures } from "./missing-feature.ts";
import type { RunHeader } from "./run-event.ts";
import type { RunOptions } from "./run-options.ts";

/**
 * The facts about a run and its subject that are known before it begins.
 * @param startedAt ms since the epoch
 */
export function runHeader(
  options: RunOptions,
  {
    started,
    probe,
    concurrency,
    startedAt,
  }: {
    readonly started: StartedTarget;
    readonly probe: RunHeader["subject"]["probe"];
    readonly concurrency: number;
    readonly startedAt: number;
  },
): RunHeader {
  const { specification, seed, cases, tool, client, target } = options;
  const { executes, bestCoverage } = target ?? {};
  return {
    version: 1,
    tool,
    subject: {
      ...(client
        ? { kind: "client", name: client.name }
        : { kind: "endpoint", name: target?.name ?? "", url: started.url.href }),
      ...(started.version !== undefined && { version: started.version }),
      without: withoutFeatures(started, options),
      ...(executes !== undefined && { executes }),
      ...(bestCoverage !== undefined && { bestCoverage }),
      ...(probe && { probe }),
    },
    edition: specification.edition,
    startedAt: new Date(startedAt).toISOString(),
    seed,
    cases,
    concurrency,
    specs: specification.digest,
  };
}
