import type { Fixture } from "../../specs/fixture.ts";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget } from "../target.ts";
import { describedBy } from "./check-features.ts";
import { ControlPlane, type FunctionSettings } from "./control-plane.ts";
import { madeRole, roleArn } from "./execution-role.ts";
import { type FixtureFunction, fixtureFunctions } from "./fixture-functions.ts";
import { type Answered, invokeFunction, saysOf } from "./invoke-function.ts";
import { probeZip } from "./probe-zip.ts";
import { type Family, familyOf, runtimesFor } from "./runtimes.ts";

export interface DeployOptions {
  readonly target: Pick<
    StartedTarget,
    "url" | "region" | "account" | "partition" | "assumed" | "credentials" | "function"
  >;
  readonly fixtures: readonly Fixture[];
  /** ARN of the role of the functions. Default: an ARN is made up. When the endpoint requires that the role exists, it is created. */
  readonly role?: string;
  /** The runtime of the probe, and of all functions that do not require Python. Default: the known runtimes are tried. */
  readonly runtime?: string;
  /** ARN of a queue or topic for the function with a dead-letter queue. Without it that function is left out. */
  readonly deadLetters?: string;
  readonly told: (line: string) => void;
}

/** What was deployed: the features that exist now, and those that were left out, each with the reason. */
export interface Deployed {
  readonly has: readonly string[];
  readonly without: readonly { readonly feature: string; readonly because: string }[];
  /** Whether the functions run. Some endpoints create functions but execute nothing. */
  readonly executes: boolean;
}

/** Features whose function is invoked to see whether its runtime works, with the families that have such a handler. */
const TRIED: Readonly<Record<string, readonly Family[]>> = {
  probe: ["node", "python", "custom"],
  streaming: ["node", "custom"],
  "stream-short-timeout": ["node", "custom"],
  python: ["python"],
};

/**
 * Creates or updates the functions of the fixtures. What the endpoint cannot do is left out, with the reason.
 * @throws UserError when the probe cannot be created, or when a function with the name of a fixture was not created by deploy
 */
export async function deploy(options: DeployOptions): Promise<Deployed> {
  const plane = new ControlPlane(options.target);
  try {
    return await new Deployment(options, plane).run();
  } finally {
    plane.close();
  }
}

/** A function that was created or updated, and whether the probe answers in it. `runs` is undefined when that was not checked. */
interface Placed {
  readonly verb: "created" | "updated";
  readonly runtime: string;
  readonly runs?: boolean;
  readonly answer?: string;
}

class Deployment {
  readonly #options: DeployOptions;
  readonly #plane: ControlPlane;
  readonly #code = probeZip();
  readonly #has: string[] = [];
  readonly #without: { feature: string; because: string }[] = [];
  #role = "";
  /** The runtime of the probe, and whether the probe runs in it. */
  #probe: Placed | undefined;

  constructor(options: DeployOptions, plane: ControlPlane) {
    this.#options = options;
    this.#plane = plane;
  }

  async run(): Promise<Deployed> {
    const { fixtures, target, role } = this.#options;
    this.#role = role ?? (await roleArn(target));
    const [probe, ...others] = fixtureFunctions(fixtures, target.function);
    if (probe?.feature !== "probe") throw new Error("the first fixture is to be the probe");
    this.#probe = await this.#placeProbe(probe);
    await this.#deployed(probe, this.#probe);
    // Each function takes time to become active. In parallel they take that time once.
    await Promise.all(others.map((its) => this.#deployOther(its)));
    return { has: this.#has, without: this.#without, executes: this.#probe.runs === true };
  }

  async #placeProbe(its: FixtureFunction): Promise<Placed> {
    try {
      return await this.#place(its);
    } catch (fault) {
      if (fault instanceof UserError) throw fault;
      const hint = isNotOffered(fault)
        ? "; if the endpoint does not offer CreateFunction, deploy the probe by hand (docs/probe.md)"
        : "";
      throw new UserError(`${its.name} cannot be created: ${reasonOf(fault)}${hint}`);
    }
  }

  async #deployOther(its: FixtureFunction): Promise<void> {
    const features = [its.feature, ...qualifiedOf(its)];
    const settings = this.#settingsOf(its);
    if (settings === undefined) {
      this.#leaveOut(features, "needs a queue or topic that reports to the collector; see docs/deploy.md");
      return;
    }
    try {
      await this.#deployed(its, await this.#place({ ...its, settings }));
    } catch (fault) {
      if (fault instanceof UserError) throw fault;
      this.#leaveOut(features, reasonOf(fault));
    }
  }

  async #deployed(its: FixtureFunction, { verb, runtime, runs, answer }: Placed): Promise<void> {
    const doubt = runs === false ? `; the probe does not respond: ${answer}` : "";
    this.#options.told(`${verb} ${its.name} (${runtime})${doubt}`);
    this.#has.push(its.feature);
    for (const { feature, number } of its.versions) {
      const published = await attempt(() => this.#plane.publish(its.name, number));
      if (published.value === number) this.#has.push(feature);
      else this.#leaveOut([feature], published.because ?? numberTaken(its.name, number, published.value));
    }
    for (const { feature, name, version, routing } of its.aliases) {
      const pointed = await attempt(() => this.#plane.point(its.name, name, version, routing));
      if (pointed.because === undefined) this.#has.push(feature);
      else this.#leaveOut([feature], pointed.because);
    }
  }

  /**
   * Creates a function in the first runtime that the endpoint accepts and that runs the probe. Otherwise uses the first one that it
   * accepts.
   */
  async #place(its: FixtureFunction): Promise<Placed> {
    const asks = this.#probe?.runs !== false && its.feature in TRIED;
    let first: Placed | undefined;
    let refusal: unknown;
    for (const runtime of this.#runtimesOf(its)) {
      // If one version of a language was accepted but does not run the probe, other versions of it will not run the probe either.
      if (first && familyOf(first.runtime) === familyOf(runtime)) continue;
      let verb: Placed["verb"];
      try {
        verb = await this.#put({ ...its, role: this.#role, settings: { ...its.settings, Runtime: runtime } });
      } catch (fault) {
        if (fault instanceof UserError || !(first || /runtime/i.test(reasonOf(fault)))) throw fault;
        refusal ??= fault;
        continue;
      }
      if (!asks) return { verb, runtime };
      const { runs, answer } = await this.#ask(its);
      const placed = { verb: first?.verb ?? verb, runtime, runs, answer };
      if (runs) return placed;
      first ??= placed;
    }
    if (first === undefined) throw refusal;
    const settings = { ...its.settings, Runtime: first.runtime };
    await this.#put({ ...its, role: this.#role, settings });
    return first;
  }

  #runtimesOf({ feature, handler, settings }: FixtureFunction): readonly string[] {
    const asked = String(settings["Runtime"]);
    if (feature === "python") return runtimesFor(asked, ["python"]);
    const given = this.#probe?.runtime ?? this.#options.runtime;
    const families = TRIED[feature];
    if (families === undefined || this.#options.runtime !== undefined) return [given ?? asked];
    const first =
      given === undefined || (familyOf(given) === "python" && handler !== "probe.handler") ? asked : given;
    return runtimesFor(first, families);
  }

  /** Whether the probe answers, and offers what the fixture needs. */
  async #ask({ name, feature }: FixtureFunction): Promise<{ runs: boolean; answer: string }> {
    let answered: Answered;
    try {
      answered = await invokeFunction(this.#options.target, { name, event: { $probe: { describe: true } } });
    } catch (fault) {
      return { runs: false, answer: reasonOf(fault) };
    }
    const { needs } = this.#options.fixtures.find((fixture) => fixture.feature === feature) ?? {};
    const can = describedBy(answered)?.can;
    return {
      runs: can !== undefined && (needs === undefined || can.includes(needs)),
      answer: saysOf(answered),
    };
  }

  async #put(its: FunctionSettings): Promise<Placed["verb"]> {
    switch (await this.#plane.find(its.name)) {
      case "foreign":
        throw new UserError(
          `the function ${its.name} exists and was not created by deploy; give another name with --function, or remove it`,
        );
      case "ours":
        await this.#plane.update(its, this.#code);
        return "updated";
      case "none":
        await this.#created(its);
        return "created";
    }
  }

  /** Creates a function, and removes it again when the endpoint forgot a setting: then the endpoint does not offer the feature. */
  async #created(its: FunctionSettings): Promise<void> {
    const [forgotten] = await this.#create(its);
    if (forgotten === undefined) return;
    await this.#plane.remove(its.name);
    throw new Error(`CreateFunction ignores ${forgotten}`);
  }

  /** Creates a function. When the endpoint requires a role that exists and the user named none, creates the role first. */
  async #create(its: FunctionSettings): Promise<string[]> {
    try {
      return await this.#plane.create(its, this.#code);
    } catch (fault) {
      if (this.#options.role !== undefined || !/\brole\b/i.test(reasonOf(fault))) throw fault;
      const made = await attempt(() => madeRole(this.#options.target));
      if (made.value === undefined) throw fault;
      this.#role = made.value;
      return this.#plane.create({ ...its, role: this.#role }, this.#code);
    }
  }

  /** The completed settings of a function; undefined when a setting is missing that only the user can give. */
  #settingsOf({ settings }: FixtureFunction): FixtureFunction["settings"] | undefined {
    // Only the owner of a destination can make it report to the collector.
    if ("EventInvokeConfig" in settings) return undefined;
    if (!("DeadLetterConfig" in settings)) return settings;
    const { deadLetters } = this.#options;
    return deadLetters === undefined
      ? undefined
      : { ...settings, DeadLetterConfig: { TargetArn: deadLetters } };
  }

  #leaveOut(features: readonly string[], because: string): void {
    for (const feature of features) {
      this.#without.push({ feature, because });
      this.#options.told(`left out ${feature}: ${because}`);
    }
  }
}

/** Removes the functions that carry our tag and whose names begin with the name of the probe. */
export async function undeploy({ target, told }: Pick<DeployOptions, "target" | "told">): Promise<string[]> {
  const plane = new ControlPlane(target);
  try {
    const names = await plane.ours(target.function);
    for (const name of names) {
      await plane.remove(name);
      told(`removed ${name}`);
    }
    return names;
  } catch (fault) {
    throw new UserError(`${target.url.origin} refuses to list or delete functions: ${reasonOf(fault)}`);
  } finally {
    plane.close();
  }
}

function qualifiedOf({ versions, aliases }: FixtureFunction): string[] {
  return [...versions, ...aliases].map(({ feature }) => feature);
}

async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value?: T; readonly because?: string }> {
  try {
    return { value: await work() };
  } catch (fault) {
    return { because: reasonOf(fault) };
  }
}

/** The message for a version number that is taken. AWS never reuses numbers, even after a function is removed. */
function numberTaken(name: string, wanted: string, given = ""): string {
  return `the version has the number ${given} instead of ${wanted}, because a function ${name} existed before; give another name with --function`;
}

/** Whether an endpoint answers like one that does not know the operation. */
function isNotOffered(fault: unknown): boolean {
  const { $metadata } = fault as { $metadata?: { httpStatusCode?: number } };
  return [404, 405, 501].includes($metadata?.httpStatusCode ?? 0);
}

function reasonOf(fault: unknown): string {
  const { name, message, cause, $metadata } = fault as Error & { $metadata?: { httpStatusCode?: number } };
  if (name === "SyntaxError")
    return `it responded with ${$metadata?.httpStatusCode} and a body that is not JSON`;
  if (name === "TypeError" && cause instanceof Error) return cause.message;
  if (name === "TimeoutError" || name === "AbortError") return "it did not respond in time";
  return name === "Error" ? message : `${name}: ${message}`;
}
