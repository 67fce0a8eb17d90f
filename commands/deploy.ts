import { Command } from "commander";
import { type CollectorPlace, startCollector } from "../drivers/collector.ts";
import { jsonText } from "../reports/json-text.ts";
import { shellText } from "../reports/shell-text.ts";
import { visible } from "../reports/visible.ts";
import type { Fixture } from "../specs/fixture.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import {
  checkFeatures,
  type FeatureFinding,
  type FeatureListener,
} from "../targets/deploy/check-features.ts";
import { deploy, undeploy } from "../targets/deploy/deploy.ts";
import { endpointTarget, isLoopback } from "../targets/endpoint.ts";
import type { StartedTarget } from "../targets/target.ts";
import { redactText } from "../wire/redact.ts";
import { givenSecrets } from "../wire/secrets.ts";
import { collectorPlace } from "./collector-place.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import { text } from "./option-values.ts";
import type { OptionsGiven } from "./options.ts";
import { whileWaiting } from "./while-waiting.ts";

interface Options
  extends OptionsGiven<"endpoint" | "region" | "allowRemote" | "collectorListen" | "collectorHost"> {
  readonly function: string;
  readonly role?: string;
  readonly runtime?: string;
  readonly deadLetters?: string;
  readonly undeploy?: true;
  readonly json?: true;
}

/** Features of an endpoint that are not functions. */
const ABILITIES = ["async", "collector", "authenticates", "logs"];

/**
 * Names of a probe that `deploy` accepts. Function names have at most 64 characters, and the other functions append words to that of the
 * probe.
 */
const NAME = /^[a-zA-Z0-9_-]{1,40}$/;

/** `deploy`: creates or removes the functions that clauses need, if the endpoint offers CreateFunction. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Create the probe and the other functions that clauses need, on an endpoint that offers CreateFunction.",
    )
    .addOption(optionOf("endpoint", { says: "URL of the endpoint (default: AWS_ENDPOINT_URL_LAMBDA)" }))
    .addOption(
      optionOf("function", {
        says: "name of the probe; the names of the other functions begin with it",
        default: "probe",
      }),
    )
    .addOption(
      optionOf("region", {
        says: "region of the endpoint (default: AWS_REGION, or the region that the endpoint reports)",
      }),
    )
    .option(
      "--role <arn>",
      "execution role of the functions (default on this machine: deploy creates a role or makes up its ARN)",
      text,
    )
    .option(
      "--runtime <name>",
      "runtime of the functions (default: the first AWS runtime that the endpoint accepts and runs)",
      text,
    )
    .option(
      "--dead-letters <arn>",
      "ARN of the queue or topic for the function with a dead-letter queue",
      text,
    )
    .addOption(optionOf("collectorListen"))
    .addOption(optionOf("collectorHost"))
    .option("--undeploy", "remove the functions that an earlier deploy created")
    .addOption(optionOf("allowRemote"))
    .option("--json", "print an object that lists what exists now; progress goes to standard error")
    .action(async (options: Options) => {
      if (!NAME.test(options.function)) {
        throw new UserError(
          `deploy: --function ${options.function}: at most 40 letters, digits, hyphens and underscores`,
        );
      }
      const target = await targetOf(options, io);
      // An error message of an endpoint may repeat the credentials that were sent to it.
      const secrets = givenSecrets(Object.values(target.credentials));
      const json = options.json === true;
      const told = (line: string): void =>
        void (json ? io.err : io.out).write(`${visible(redactText(line, secrets))}\n`);
      const answer = (facts: object): void => void (json && io.out.write(`${jsonText(facts, 2)}\n`));
      if (options.undeploy === true) {
        const removed = await undeploy({ target, told });
        if (removed.length === 0) told("nothing to remove");
        return answer({ removed });
      }
      await assertRole(options, target);
      const place = collectorPlace(options);
      const { fixtures } = loadSpecification();
      const { role, runtime, deadLetters } = options;
      const deployed = await deploy({
        target,
        fixtures,
        ...(role !== undefined && { role }),
        ...(runtime !== undefined && { runtime }),
        ...(deadLetters !== undefined && { deadLetters }),
        told,
      });
      const findings = await whileWaiting(io.err, (waiting) =>
        deployed.executes
          ? tried(target, fixtures, deployed.has, place, {
              tries: (feature) => waiting.for(`trying ${feature}`),
              found({ feature, state, says }) {
                waiting.clear();
                told(`${state} ${feature}: ${says}`);
              },
            })
          : Promise.resolve([]),
      );
      if (!deployed.executes) told("The endpoint creates functions but does not run them.");
      const unsupported = [
        ...deployed.without,
        ...findings.filter(({ state }) => state === "unsupported"),
      ].map(({ feature }) => feature);
      const next = `lambda-conformance run ${runArguments(options, target, unsupported)}`;
      told(next);
      answer({
        executes: deployed.executes,
        findings: findings.map((finding) => ({ ...finding, says: redactText(finding.says, secrets) })),
        unsupported: [...new Set(unsupported)],
        next,
      });
    });
}

async function targetOf(options: Options, io: Io): Promise<StartedTarget> {
  const url = options.endpoint ?? io.env["AWS_ENDPOINT_URL_LAMBDA"];
  if (url === undefined)
    throw new UserError("deploy: no endpoint is given; give --endpoint, or set AWS_ENDPOINT_URL_LAMBDA");
  const { function: probe, region, allowRemote } = options;
  const target = endpointTarget({
    url,
    function: probe,
    ...(region !== undefined && { region }),
    ...(allowRemote !== undefined && { allowRemote }),
    env: io.env,
  });
  return target.start(() => {});
}

/** Tries the created functions, and what the endpoint offers in addition to functions. */
async function tried(
  target: StartedTarget,
  fixtures: readonly Fixture[],
  has: readonly string[],
  place: CollectorPlace,
  listener: FeatureListener,
): Promise<FeatureFinding[]> {
  const collector = await startCollector(place);
  try {
    const features = [...has, ...ABILITIES];
    return await checkFeatures(target, fixtures, features, target.function, collector, listener);
  } finally {
    await collector.close();
  }
}

/** The arguments of the command that tests the deployed functions. */
function runArguments(
  { region, allowRemote, collectorListen, collectorHost }: Options,
  { url, function: probe }: StartedTarget,
  unsupported: readonly string[],
): string {
  return [
    `--endpoint ${shellText(url.href)}`,
    ...(probe === "probe" ? [] : [`--function ${probe}`]),
    ...(region === undefined ? [] : [`--region ${shellText(region)}`]),
    ...(allowRemote === true ? ["--allow-remote"] : []),
    ...(collectorListen === undefined ? [] : [`--collector-listen ${shellText(collectorListen)}`]),
    ...(collectorHost === undefined ? [] : [`--collector-host ${shellText(collectorHost)}`]),
    ...[...new Set(unsupported)].map((feature) => `--no-feature ${feature}`),
  ].join(" ");
}

/** @throws UserError if a role is needed that only the user can name */
async function assertRole({ role }: Options, { url }: StartedTarget): Promise<void> {
  if (role !== undefined || (await isLoopback(url.hostname))) return;
  throw new UserError(
    "deploy: the functions need an execution role; give --role ARN, or deploy docs/sam/template.yaml",
  );
}
