import { Command } from "commander";
import { visible } from "../reports/visible.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import { deploy, undeploy } from "../targets/deploy/deploy.ts";
import { endpointTarget, isLoopback } from "../targets/endpoint.ts";
import type { StartedTarget } from "../targets/target.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import { text } from "./option-values.ts";
import type { OptionsGiven } from "./options.ts";

interface Options extends OptionsGiven<"endpoint" | "region" | "allowRemote"> {
  readonly function: string;
  readonly role?: string;
  readonly deadLetters?: string;
  readonly undeploy?: true;
}

/** Names of functions have 64 characters at the most; those of the others are the probe's with a word or three more. */
const NAME = /^[a-zA-Z0-9_-]{1,40}$/;

/** `deploy`: creates the functions that clauses need, where CreateFunction is offered; or removes them. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Create the probe and the other functions that clauses need, where CreateFunction is offered.",
    )
    .addOption(optionOf("endpoint", { says: "where (or AWS_ENDPOINT_URL_LAMBDA)" }))
    .addOption(
      optionOf("function", {
        says: "name of the probe; the names of the others begin with it",
        default: "probe",
      }),
    )
    .addOption(optionOf("region", { says: "its region (default: AWS_REGION, or that of the endpoint)" }))
    .option("--role <arn>", "role that the functions run with; on this machine any will do", text)
    .option("--dead-letters <arn>", "queue or topic for the function with a dead-letter queue", text)
    .option("--undeploy", "remove the functions that an earlier deploy created")
    .addOption(optionOf("allowRemote"))
    .action(async (options: Options) => {
      if (!NAME.test(options.function)) {
        throw new UserError(
          `deploy: --function ${options.function}: at most 40 letters, digits, hyphens and underscores`,
        );
      }
      const target = await targetOf(options, io);
      const told = (line: string): void => void io.out.write(`${visible(line)}\n`);
      if (options.undeploy === true) {
        const removed = await undeploy({ target, told });
        if (removed.length === 0) told("nothing to remove");
        return;
      }
      const { without } = await deploy({
        target,
        fixtures: loadSpecification().fixtures,
        role: await roleOf(options, target),
        ...(options.deadLetters !== undefined && { deadLetters: options.deadLetters }),
        told,
      });
      const features = without.map(({ feature }) => ` --no-feature ${feature}`).join("");
      const name = target.function === "probe" ? "" : ` --function ${target.function}`;
      told(`lambda-conformance run --endpoint ${target.url.href}${name}${features}`);
    });
}

async function targetOf(options: Options, io: Io): Promise<StartedTarget> {
  const url = options.endpoint ?? io.env["AWS_ENDPOINT_URL_LAMBDA"];
  if (url === undefined)
    throw new UserError("deploy: where? Give --endpoint, or set AWS_ENDPOINT_URL_LAMBDA");
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

async function roleOf({ role }: Options, { url, partition, account }: StartedTarget): Promise<string> {
  if (role !== undefined) return role;
  if (await isLoopback(url.hostname)) return `arn:${partition}:iam::${account}:role/lambda-conformance`;
  throw new UserError(
    "deploy: the functions need a role there: give --role ARN, or use docs/sam/template.yaml",
  );
}
