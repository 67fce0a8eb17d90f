import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { Command, Option } from "commander";
import { startCollector } from "../drivers/collector.ts";
import { jsonText } from "../reports/json-text.ts";
import { shellText } from "../reports/shell-text.ts";
import { visible } from "../reports/visible.ts";
import { writeFile } from "../reports/write-file.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import { type ConcurrencyFinding, checkConcurrency } from "../targets/deploy/check-concurrency.ts";
import {
  checkFeatures,
  type FeatureFinding,
  type FeatureListener,
} from "../targets/deploy/check-features.ts";
import { invokeFunction } from "../targets/deploy/invoke-function.ts";
import { endpointTarget } from "../targets/endpoint.ts";
import { makeFolder } from "../targets/make-folder.ts";
import type { StartedTarget } from "../targets/target.ts";
import { redactText } from "../wire/redact.ts";
import { givenSecrets } from "../wire/secrets.ts";
import { collectorPlace } from "./collector-place.ts";
import { githubWorkflow, workflowFile } from "./github-workflow.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import type { OptionsGiven } from "./options.ts";
import { CONFIG } from "./run-settings.ts";
import { tool } from "./tool.ts";
import { whileWaiting } from "./while-waiting.ts";

interface Options
  extends OptionsGiven<
    "endpoint" | "function" | "region" | "allowRemote" | "collectorListen" | "collectorHost" | "patience"
  > {
  readonly config: string;
  readonly deviations?: string;
  readonly ci?: "github";
  readonly json?: true;
}

/** The default number of concurrent calls of a run against this machine. */
const USUAL = 4;

/** `init`: looks at what an endpoint supports, and writes the config file for runs against it. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Call an endpoint to find out what it offers, and write a config file for run. A feature that is offered but wrong stays enabled: run shows what is wrong with it.",
    )
    .addOption(optionOf("endpoint", { says: "URL of the endpoint (default: AWS_ENDPOINT_URL_LAMBDA)" }))
    .addOption(optionOf("function"))
    .addOption(
      optionOf("region", {
        says: "region of the endpoint (default: AWS_REGION, or the region that the probe reports)",
      }),
    )
    .addOption(optionOf("collectorListen"))
    .addOption(optionOf("collectorHost"))
    .addOption(optionOf("allowRemote"))
    .addOption(optionOf("patience", { says: "longest wait, in seconds, for what happens after a response" }))
    .option("--config <file>", "the file to write", CONFIG)
    .addOption(
      new Option("--ci <service>", `also write a workflow that runs it: ${workflowFile}`).choices(["github"]),
    )
    .addOption(
      new Option(
        "--json",
        "print an object with what was found and written; progress goes to standard error",
      ).conflicts("deviations"),
    )
    .option(
      "--deviations <file>",
      "afterwards, run and write the failures to this file; you fill in the reasons",
    )
    .action((options: Options) => init(options, io));
}

async function init(options: Options, io: Io): Promise<void> {
  const file = resolve(io.cwd, options.config);
  const shown = relative(io.cwd, file) || file;
  if (existsSync(file)) {
    throw new UserError(`init: ${shown} already exists; remove it, or name another file with --config`);
  }
  const workflow = options.ci === undefined ? undefined : resolve(io.cwd, workflowFile);
  if (workflow !== undefined && existsSync(workflow)) {
    throw new UserError(`init: ${workflowFile} already exists; remove it, or leave out --ci`);
  }
  const target = await targetOf(options, io);
  const secrets = givenSecrets(Object.values(target.credentials));
  const json = options.json === true;
  const told = (line: string): void =>
    void (json ? io.err : io.out).write(`${visible(redactText(line, secrets))}\n`);
  const { findings, concurrency, place } = await whileWaiting(io.err, (waiting) =>
    examine(target, options, {
      tries: (feature) => waiting.for(`trying ${feature}`),
      found({ feature, state, says }) {
        waiting.clear();
        told(`${state.padEnd(11)} ${feature}: ${says}`);
      },
    }),
  );
  const { atOnce } = concurrency;
  const config = {
    endpoint: target.url.href,
    ...(target.function !== "probe" && { function: target.function }),
    ...place,
    features: featuresOf(findings),
    ...(atOnce < USUAL && { concurrency: atOnce }),
    ...(options.patience !== undefined && { patience: options.patience }),
    ...(options.collectorListen !== undefined && { collectorListen: options.collectorListen }),
    ...(options.collectorHost !== undefined && { collectorHost: options.collectorHost }),
  };
  writeFile(file, `${JSON.stringify(config, undefined, 2)}\n`);
  told(`wrote ${shown}`);
  if (findings.some(({ feature, state }) => state === "misbehaves" && feature in config.features)) {
    told(
      "The file enables features that misbehave, so their clauses will fail. Write false for each one that you do not offer.",
    );
  }

  const run = [
    "run",
    ...configWords(options.config),
    ...(options.allowRemote === true ? ["--allow-remote"] : []),
  ];
  if (workflow !== undefined) {
    makeFolder(dirname(workflow));
    const deviations = options.deviations === undefined ? [] : ["--deviations", options.deviations];
    writeFile(workflow, githubWorkflow(tool().version, [...run.slice(1), ...deviations].map(shellText)));
    told(`wrote ${workflowFile}: add the command that starts your emulator`);
  }
  const next = `lambda-conformance ${run.map(shellText).join(" ")}`;
  if (json) {
    const found = findings.map((finding) => ({ ...finding, says: redactText(finding.says, secrets) }));
    const files = [shown, ...(workflow === undefined ? [] : [workflowFile])];
    io.out.write(`${jsonText({ findings: found, concurrency, config, files, next }, 2)}\n`);
    return;
  }
  if (options.deviations === undefined) return told(next);
  const { command: runCommand } = await import("./run.ts");
  await runCommand(io).parseAsync(
    [...run.slice(1), "--deviations", options.deviations, "--update-deviations"],
    {
      from: "user",
    },
  );
}

/** The option that names the config file. Without an option, a run finds the default file. */
function configWords(config: string): string[] {
  return config === CONFIG ? [] : ["--config", config];
}

async function targetOf(options: Options, io: Io): Promise<StartedTarget> {
  const url = options.endpoint ?? io.env["AWS_ENDPOINT_URL_LAMBDA"];
  if (!url)
    throw new UserError("init: no endpoint is given; give --endpoint, or set AWS_ENDPOINT_URL_LAMBDA");
  const { function: probe, region, allowRemote } = options;
  const target = endpointTarget({
    url,
    ...(probe !== undefined && { function: probe }),
    ...(region !== undefined && { region }),
    ...(allowRemote !== undefined && { allowRemote }),
    env: io.env,
  });
  return target.start(() => {});
}

interface Examined {
  readonly findings: readonly FeatureFinding[];
  readonly concurrency: ConcurrencyFinding;
  readonly place: Place;
}

/**
 * Looks for the probe, and then at each feature. Without the probe, no feature can be looked at.
 * @throws UserError if the probe does not run
 */
async function examine(
  target: StartedTarget,
  options: Options,
  listener: FeatureListener,
): Promise<Examined> {
  const { fixtures } = loadSpecification();
  const others = fixtures.flatMap(({ feature }) => (feature === "probe" ? [] : [feature]));
  const collector = await startCollector(collectorPlace(options));
  try {
    const check = (wanted: readonly string[]): Promise<FeatureFinding[]> =>
      checkFeatures(target, fixtures, wanted, target.function, collector, listener);
    const probe = await check(["probe"]);
    if (probe[0]?.state !== "works") {
      throw new UserError(
        `init: the probe was not found or does not run; deploy it (docs/probe.md, or lambda-conformance deploy --endpoint ${shellText(target.url.href)} if the endpoint offers CreateFunction), or give its name with --function`,
      );
    }
    const findings = [...probe, ...(await check(others))];
    listener.tries("concurrency");
    const concurrency = await checkConcurrency(target, target.function);
    const { atOnce, says } = concurrency;
    listener.found({ feature: "concurrency", state: atOnce < 2 ? "misbehaves" : "works", says });
    return { findings, concurrency, place: await placeOf(target) };
  } finally {
    await collector.close();
  }
}

/** Declares features that were not found as unsupported. A faulty feature counts as supported, so that its clauses show the fault. */
function featuresOf(findings: readonly FeatureFinding[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(
    findings.flatMap(({ feature, state }) =>
      feature === "probe" ? [] : [[feature, state !== "unsupported"] as const],
    ),
  );
}

interface Place {
  readonly region?: string;
  readonly account?: string;
}

/** Region and account, from the ARN of the probe. */
async function placeOf(target: StartedTarget): Promise<Place> {
  const answered = await invokeFunction(target, {
    name: target.function,
    event: { $probe: { context: true } },
  });
  const [, region, account] =
    /arn:[\w-]+:lambda:([\w-]+):(\d{12}):function:/.exec(Buffer.from(answered.body).toString()) ?? [];
  return region === undefined || account === undefined ? {} : { region, account };
}
