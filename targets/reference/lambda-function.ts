import type { Fixture } from "../../specs/fixture.ts";

/** A function of the reference, as its fixture configures it. */
export interface LambdaFunction {
  readonly name: string;
  readonly language: "nodejs" | "python";
  /** Name of the handler in the probe's module. */
  readonly handler: string;
  /** Whether that handler writes to a stream. */
  readonly streams: boolean;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** The version that each qualifier stands for. */
  readonly qualifiers: ReadonlyMap<string, string>;
  /** Its reserved concurrency is 0. */
  readonly throttled: boolean;
  /** It takes a tenant, and has environments for each. */
  readonly tenancy: boolean;
  readonly durable: boolean;
  /** Asynchronous events that fail for good go to a dead-letter queue. */
  readonly deadLetters: boolean;
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
  readonly FunctionVersion?: string;
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
  qualifiers: ReadonlyMap<string, string>,
): LambdaFunction {
  const its = handler.slice(handler.indexOf(".") + 1);
  return {
    name,
    language: settings.Runtime?.startsWith("python") === true ? "python" : "nodejs",
    handler: its,
    streams: its === "stream",
    timeoutMs: (settings.Timeout ?? 3) * 1000,
    memoryMb: settings.MemorySize ?? 128,
    qualifiers,
    throttled: settings.ReservedConcurrentExecutions === 0,
    tenancy: settings.TenancyConfig !== undefined,
    durable: settings.DurableConfig !== undefined,
    deadLetters: settings.DeadLetterConfig !== undefined,
  };
}

function qualifiersOf(fixtures: readonly Fixture[], name: string): Map<string, string> {
  const qualifiers = new Map([[LATEST, LATEST]]);
  for (const fixture of fixtures) {
    if (fixture.name !== name || fixture.qualifier === undefined) continue;
    const version = (fixture.settings as Settings | undefined)?.FunctionVersion ?? fixture.qualifier;
    qualifiers.set(fixture.qualifier, version);
  }
  return qualifiers;
}
