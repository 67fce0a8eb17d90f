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
  /** ARN of the role that the functions run with; without it one is made up, and made where the endpoint wants it to exist. */
  readonly role?: string;
  /** The runtime of the probe, and of all functions that are not asked for in Python; without it those that are known are tried. */
  readonly runtime?: string;
  /** ARN of a queue or topic for the function with a dead-letter queue; without it that one is left out. */
  readonly deadLetters?: string;
  readonly told: (line: string) => void;
}

/** What became of the fixtures: the features that are there, and those that are not, each with the reason. */
export interface Deployed {
  readonly has: readonly string[];
  readonly without: readonly { readonly feature: string; readonly because: string }[];
  /** Whether the functions run: some endpoints create them and execute nothing. */
  readonly executes: boolean;
}

/** Features whose function is called to see whether its runtime runs it, with the families that have such a handler. */
const TRIED: Readonly<Record<string, readonly Family[]>> = {
  probe: ["node", "python", "custom"],
  streaming: ["node", "custom"],
  "stream-short-timeout": ["node", "custom"],
  python: ["python"],
};

/**
 * Creates the functions of the fixtures, or brings them up to date. What the endpoint cannot do is left out, with its reason.
 * @throws UserError when the probe itself cannot be created, or a function of its name is somebody else's
 */
export async function deploy(options: DeployOptions): Promise<Deployed> {
  const plane = new ControlPlane(options.target);
  try {
    return await new Deployment(options, plane).run();
  } finally {
    plane.close();
  }
}

/** A function that was created, or brought up to date, and whether the probe answers in it: undefined where it was not asked. */
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
  /** The runtime that the probe has, and whether it runs in it. */
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
    // Each takes its time to become active: side by side they take it once.
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

  /** Creates a function in the first runtime that the endpoint takes and that runs the probe; or else in the first that it takes. */
  async #place(its: FixtureFunction): Promise<Placed> {
    const asks = this.#probe?.runs !== false && its.feature in TRIED;
    let first: Placed | undefined;
    let refusal: unknown;
    for (const runtime of this.#runtimesOf(its)) {
      // One that was taken and does not run the probe: another version of the same language would not either.
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

  /** Whether the probe answers, and can do what the fixture needs. */
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

  /** What takes a setting and forgets it does not offer what it is for: the function goes again. */
  async #created(its: FunctionSettings): Promise<void> {
    const [forgotten] = await this.#create(its);
    if (forgotten === undefined) return;
    await this.#plane.remove(its.name);
    throw new Error(`CreateFunction ignores ${forgotten}`);
  }

  /** Where the endpoint wants a role that exists and nobody named one, it is made. */
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

  /** The settings of a function, completed; undefined when it cannot be without what nobody gave. */
  #settingsOf({ settings }: FixtureFunction): FixtureFunction["settings"] | undefined {
    // A destination is whatever its owner has: nobody but him can make it tell the collector.
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

/** Removes the functions that carry our tag and whose names begin with that of the probe. */
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

/** Numbers are never given twice, not even after a function was removed. */
function numberTaken(name: string, wanted: string, given = ""): string {
  return `the version has the number ${given} instead of ${wanted}, because a function ${name} existed before; give another name with --function`;
}

/** Whether an endpoint answers as one does that knows no such operation. */
function isNotOffered(fault: unknown): boolean {
  const { $metadata } = fault as { $metadata?: { httpStatusCode?: number } };
  return [404, 405, 501].includes($metadata?.httpStatusCode ?? 0);
}

function reasonOf(fault: unknown): string {
  const { name, message, cause, $metadata } = fault as Error & { $metadata?: { httpStatusCode?: number } };
  if (name === "SyntaxError") return `it answered ${$metadata?.httpStatusCode} with a body that is not JSON`;
  if (name === "TypeError" && cause instanceof Error) return cause.message;
  if (name === "TimeoutError" || name === "AbortError") return "it did not answer in time";
  return name === "Error" ? message : `${name}: ${message}`;
}
