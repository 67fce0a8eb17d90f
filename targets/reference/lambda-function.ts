import type { Fixture } from "../../specs/fixture.ts";

/** A function of the reference, as its fixture configures it. */
export interface LambdaFunction {
  readonly name: string;
  readonly language: "nodejs" | "python";
  /** Name of its module. */
  readonly module: string;
  /** Name of the handler in it. */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Whether the handler streams its result. */
  readonly streams: boolean;
  /** The versions that each qualifier stands for, with the share of the calls that each of them gets. */
  readonly qualifiers: ReadonlyMap<string, readonly WeightedVersion[]>;
  /** How many calls it may run at once: its reserved concurrency. */
  readonly concurrency: number;
  /** It takes a tenant, and has environments for each. */
  readonly tenancy: boolean;
  readonly durable: boolean;
  /** Asynchronous events that fail for good go to a dead-letter queue. */
  readonly deadLetters: boolean;
  /** What asynchronous events come to is told to a destination, be it a success or a failure. */
  readonly destinations: boolean;
  /** An event that finds no free environment is given up when it is too old, and does not wait for ever. */
  readonly expires: boolean;
}

export interface WeightedVersion {
  readonly version: string;
  /** 0 to 1; those of a qualifier add up to 1. */
  readonly weight: number;
}

/** Members of CreateFunction and its relatives, with Lambda's own defaults where a fixture says nothing. */
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

export const LATEST: string = "$LATEST";

/** The functions that the fixtures describe, by name; fixtures with a qualifier are versions and aliases of them. */
export function functionsOf(fixtures: readonly Fixture[], probe: string): Map<string, LambdaFunction> {
  const functions = new Map<string, LambdaFunction>();
  for (const { name, handler, qualifier, settings } of fixtures) {
    if (name === undefined || handler === undefined || qualifier !== undefined) continue;
    const real = name.replace("{function}", probe);
    functions.set(
      real,
      configured(real, handler, (settings ?? {}) as Settings, qualifiersOf(fixtures, name)),
    );
  }
  return functions;
}

function configured(
  name: string,
  handler: string,
  settings: Settings,
  qualifiers: LambdaFunction["qualifiers"],
): LambdaFunction {
  return {
    name,
    language: settings.Runtime?.startsWith("python") === true ? "python" : "nodejs",
    module: handler.slice(0, handler.indexOf(".")),
    handler: handler.slice(handler.indexOf(".") + 1),
    streams: handler.endsWith(".stream"),
    timeoutMs: (settings.Timeout ?? 3) * 1000,
    memoryMb: settings.MemorySize ?? 128,
    qualifiers,
    concurrency: settings.ReservedConcurrentExecutions ?? Number.POSITIVE_INFINITY,
    tenancy: settings.TenancyConfig !== undefined,
    durable: settings.DurableConfig !== undefined,
    deadLetters: settings.DeadLetterConfig !== undefined,
    destinations: settings.EventInvokeConfig !== undefined,
    expires: settings.EventInvokeConfig?.MaximumEventAgeInSeconds !== undefined,
  };
}

function qualifiersOf(fixtures: readonly Fixture[], name: string): Map<string, readonly WeightedVersion[]> {
  const qualifiers = new Map<string, readonly WeightedVersion[]>([
    [LATEST, [{ version: LATEST, weight: 1 }]],
  ]);
  for (const fixture of fixtures) {
    if (fixture.name !== name || fixture.qualifier === undefined) continue;
    const { FunctionVersion: version = fixture.qualifier, RoutingConfig: routing } = (fixture.settings ??
      {}) as Settings;
    const others = Object.entries(routing?.AdditionalVersionWeights ?? {}).map(([other, weight]) => ({
      version: other,
      weight,
    }));
    const rest = 1 - others.reduce((sum, { weight }) => sum + weight, 0);
    qualifiers.set(fixture.qualifier, [...others, { version, weight: rest }]);
  }
  return qualifiers;
}
