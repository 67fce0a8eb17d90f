import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Fixture } from "../../specs/fixture.ts";
import { unstartable } from "../probe/unstartable.ts";
import { type FunctionCode, nodeCode, pythonCode } from "./function-code.ts";
import {
  DEFAULT_MEMORY,
  DEFAULT_TIMEOUT,
  LATEST,
  type LambdaFunction,
  type WeightedVersion,
  weighted,
} from "./lambda-function.ts";
import { probeOutput } from "./probe-output.ts";

/** Members of CreateFunction and related operations, with Lambda's defaults for those that a fixture leaves out. */
interface Settings {
  readonly Runtime?: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly TenancyConfig?: unknown;
  readonly DurableConfig?: unknown;
  readonly DeadLetterConfig?: unknown;
  readonly EventInvokeConfig?: { readonly MaximumEventAgeInSeconds?: number };
  readonly FunctionVersion?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> };
}

const FOLDER = join(import.meta.dirname, "../probe");

/**
 * The functions that the fixtures describe: the probe and its relatives. Fixtures with a qualifier are versions and aliases of them.
 * @param probe name of the probe
 * @param collectors hosts that the probe may report its executions to
 */
export function probeFunctions(
  fixtures: readonly Fixture[],
  probe: string,
  collectors: readonly string[],
): LambdaFunction[] {
  return fixtures.flatMap(({ name, handler, qualifier, settings = {} }) => {
    if (name === undefined || handler === undefined || qualifier !== undefined) return [];
    const real = name.replace("{function}", probe);
    return [configured(real, handler, settings as Settings, qualifiersOf(fixtures, name), collectors)];
  });
}

function configured(
  name: string,
  handler: string,
  settings: Settings,
  qualifiers: LambdaFunction["qualifiers"],
  collectors: readonly string[],
): LambdaFunction {
  const code = codeOf(handler, settings.Runtime?.startsWith("python") === true);
  return {
    name,
    code: () => code,
    environment: { PROBE_COLLECTORS: collectors.join(","), PROBE_OWNS_PROCESS: "1" },
    output: probeOutput,
    streams: handler.endsWith(".stream"),
    timeoutMs: (settings.Timeout ?? DEFAULT_TIMEOUT) * 1000,
    memoryMb: settings.MemorySize ?? DEFAULT_MEMORY,
    qualifiers,
    concurrency: settings.ReservedConcurrentExecutions ?? Number.POSITIVE_INFINITY,
    tenancy: settings.TenancyConfig !== undefined,
    durable: settings.DurableConfig !== undefined,
    deadLetters: settings.DeadLetterConfig !== undefined,
    destinations: settings.EventInvokeConfig !== undefined,
    expires: settings.EventInvokeConfig?.MaximumEventAgeInSeconds !== undefined,
  };
}

function codeOf(text: string, python: boolean): FunctionCode {
  const [module = "", handler = ""] = text.split(".");
  if (python) return pythonCode({ folder: FOLDER, module, handler });
  const broken = unstartable[module];
  const file =
    broken === undefined
      ? pathToFileURL(join(FOLDER, `${module}.mjs`)).href
      : `data:text/javascript,${encodeURIComponent(broken)}`;
  return nodeCode({ file, module, handler, hides: true });
}

function qualifiersOf(fixtures: readonly Fixture[], name: string): Map<string, readonly WeightedVersion[]> {
  const qualifiers = new Map<string, readonly WeightedVersion[]>([
    [LATEST, [{ version: LATEST, weight: 1 }]],
  ]);
  for (const fixture of fixtures) {
    if (fixture.name !== name || fixture.qualifier === undefined) continue;
    const { FunctionVersion: version = fixture.qualifier, RoutingConfig: routing } = (fixture.settings ??
      {}) as Settings;
    qualifiers.set(fixture.qualifier, weighted(version, routing?.AdditionalVersionWeights));
  }
  return qualifiers;
}
