import type { Fixture } from "../../specs/fixture.ts";
import { UserError } from "../../specs/user-error.ts";
import type { StartedTarget } from "../target.ts";
import { ControlPlane } from "./control-plane.ts";
import { type FixtureFunction, fixtureFunctions } from "./fixture-functions.ts";
import { probeZip } from "./probe-zip.ts";

export interface DeployOptions {
  readonly target: Pick<StartedTarget, "url" | "region" | "credentials" | "function">;
  readonly fixtures: readonly Fixture[];
  /** ARN of the role that the functions run with. */
  readonly role: string;
  /** ARN of a queue or topic for the function with a dead-letter queue; without it that one is left out. */
  readonly deadLetters?: string;
  readonly told: (line: string) => void;
}

/** What became of the fixtures: the features that are there, and those that are not, each with the reason. */
export interface Deployed {
  readonly has: readonly string[];
  readonly without: readonly { readonly feature: string; readonly because: string }[];
}

/**
 * Creates the functions of the fixtures, or brings them up to date. What the endpoint cannot do is left out, with its reason.
 * @throws UserError when the probe itself cannot be created, or a function of its name is somebody else's
 */
export async function deploy(options: DeployOptions): Promise<Deployed> {
  const { target, fixtures, told } = options;
  const plane = new ControlPlane(target);
  const code = probeZip();
  const has: string[] = [];
  const without: { feature: string; because: string }[] = [];
  const leaveOut = (features: readonly string[], because: string): void => {
    for (const feature of features) {
      without.push({ feature, because });
      told(`left out ${feature}: ${because}`);
    }
  };
  try {
    for (const its of fixtureFunctions(fixtures, target.function)) {
      const { feature, versions, aliases } = its;
      const qualified = [...versions, ...aliases].map((one) => one.feature);
      const settings = settingsOf(its, options);
      if (settings === undefined) {
        leaveOut(
          [feature, ...qualified],
          "it takes a queue or topic that tells the collector, see docs/deploy.md",
        );
        continue;
      }
      try {
        told(await put(plane, { ...its, settings, role: options.role }, code));
        has.push(feature);
      } catch (fault) {
        if (fault instanceof UserError) throw fault;
        if (feature === "probe") throw new UserError(`${its.name} cannot be created: ${reasonOf(fault)}`);
        leaveOut([feature, ...qualified], reasonOf(fault));
        continue;
      }
      for (const { feature: one, number } of versions) {
        const published = await attempt(() => plane.publish(its.name, number));
        if (published.value === number) has.push(one);
        else leaveOut([one], published.because ?? numberTaken(its.name, number, published.value));
      }
      for (const { feature: one, name, version } of aliases) {
        const pointed = await attempt(() => plane.point(its.name, name, version));
        if (pointed.because === undefined) has.push(one);
        else leaveOut([one], pointed.because);
      }
    }
  } finally {
    plane.close();
  }
  return { has, without };
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
    throw new UserError(
      `${target.url.origin} does not let functions be listed and removed: ${reasonOf(fault)}`,
    );
  } finally {
    plane.close();
  }
}

/** The settings of a function, completed; undefined when it cannot be without what nobody gave. */
function settingsOf(
  { settings }: FixtureFunction,
  { deadLetters }: DeployOptions,
): FixtureFunction["settings"] | undefined {
  if (!("DeadLetterConfig" in settings)) return settings;
  return deadLetters === undefined
    ? undefined
    : { ...settings, DeadLetterConfig: { TargetArn: deadLetters } };
}

async function put(
  plane: ControlPlane,
  its: FixtureFunction & { readonly role: string },
  code: Uint8Array,
): Promise<string> {
  switch (await plane.find(its.name)) {
    case "foreign":
      throw new UserError(
        `there is a function ${its.name} that is not ours: name another one with --function, or remove it`,
      );
    case "ours":
      await plane.update(its, code);
      return `updated ${its.name}`;
    case "none":
      await plane.create(its, code);
      return `created ${its.name}`;
  }
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
  return `the version has the number ${given}, not ${wanted}: there was a function ${name} before; take another name with --function`;
}

function reasonOf(fault: unknown): string {
  const { name, message, $metadata } = fault as Error & { $metadata?: { httpStatusCode?: number } };
  if (name === "SyntaxError") return `it answered ${$metadata?.httpStatusCode} with a body that is not JSON`;
  return name === "Error" ? message : `${name}: ${message}`;
}
