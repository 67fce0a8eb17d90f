import type { Level } from "../specs/clause.ts";
import { featureFault } from "../specs/feature-fault.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { RunOptions } from "../suites/run/run-options.ts";
import { isLoopback } from "../targets/endpoint.ts";
import { preferSmall } from "../targets/garbage.ts";
import { certificates } from "./certificates.ts";
import { collectorPlace } from "./collector-place.ts";
import type { Io } from "./io.ts";
import type { RunSettings } from "./options.ts";
import { endpointOf } from "./select-subjects.ts";
import { tool } from "./tool.ts";

/** The options of a run that do not depend on what it tests. */
export type CommonRunOptions = Omit<RunOptions, "target" | "client" | "deviations" | "signal">;

/**
 * The options of `run` in suites/run for these settings.
 * @throws UserError for a feature that does not exist and for certificates that cannot be read
 */
export async function runOptionsOf(
  settings: RunSettings,
  specification: Specification,
  seed: number,
  env: Io["env"],
): Promise<CommonRunOptions> {
  assertFeatures(settings.feature, specification);
  return {
    specification,
    tool: tool(),
    only: settings.only,
    skip: settings.skip,
    cases: settings.cases,
    seed,
    concurrency: settings.concurrency ?? (await defaultConcurrency(settings, env)),
    timeoutMs: settings.timeout,
    largeBodies: preferSmall,
    ...(settings.patience !== undefined && { patienceMs: settings.patience * 1000 }),
    collector: collectorPlace(settings),
    without: featuresThat(settings, false),
    with: featuresThat(settings, true),
    headers: settings.header,
    tls: tlsOf(settings),
    ...(settings.failFast && { failFast: levelsThatCount(settings) }),
  };
}

/** The default concurrency. It is lower for an endpoint on this machine, because an emulator can rarely take more concurrent calls. */
async function defaultConcurrency(settings: RunSettings, env: Io["env"]): Promise<number> {
  const { target = "reference" } = settings;
  const endpoint = endpointOf(settings, env);
  if (endpoint === undefined) return target === "reference" ? 16 : 4;
  return URL.canParse(endpoint) && !(await isLoopback(new URL(endpoint).hostname)) ? 16 : 4;
}

/** @throws UserError for a feature that does not exist */
export function assertFeatures(features: RunSettings["feature"], { fixtures }: Specification): void {
  for (const name of Object.keys(features)) {
    const fault = featureFault(name, fixtures);
    if (fault !== undefined) throw new UserError(`feature ${name}: ${fault}`);
  }
}

function featuresThat({ feature: features }: RunSettings, has: boolean): string[] {
  return Object.keys(features).filter((name) => features[name] === has);
}

function levelsThatCount({ strict }: RunSettings): readonly Level[] {
  return strict ? ["must", "should"] : ["must"];
}

function tlsOf({ ca, insecure }: RunSettings): NonNullable<RunOptions["tls"]> {
  return { insecure, ...(ca !== undefined && { ca: certificates(ca) }) };
}
