import { Command } from "commander";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import { UserError } from "../specs/user-error.ts";
import { serverVectors } from "../suites/vectors/server-vectors.ts";
import { defaults } from "../targets/reference/defaults.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import { hostField } from "./option-values.ts";
import type { OptionsGiven } from "./options.ts";

type Options = OptionsGiven<"edition" | "cases" | "seed" | "function" | "region" | "account"> & {
  readonly host: string;
};

/** `vectors [PATTERN]`: cases with the replies that conform, for test programs in other languages; JSON Lines to standard output. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Print cases with what conforms, as JSON Lines, for tests that are written in other languages.",
    )
    .argument("[pattern]", "a clause id or a glob: * within a segment, ** across segments")
    .addOption(optionOf("edition"))
    .addOption(optionOf("cases", { default: 10 }))
    .addOption(optionOf("seed", { says: "other cases", default: 1 }))
    .addOption(optionOf("function"))
    .addOption(optionOf("region", { says: "the region that ARNs name", default: defaults.region }))
    .addOption(optionOf("account", { says: "the account that ARNs name", default: defaults.account }))
    .option("--host <name>", "the field Host of requests", hostField, "127.0.0.1")
    .action((pattern: string | undefined, options: Options) => vectors(pattern, options, io));
}

function vectors(pattern: string | undefined, options: Options, io: Io): void {
  const { edition, cases, seed, host, region, account } = options;
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  const clauses = specification.clauses.filter(({ id }) => matchClause(pattern ?? "**", id));
  const place = {
    function: options.function ?? defaults.function,
    region: region ?? defaults.region,
    account: account ?? defaults.account,
    partition: defaults.partition,
  };
  let printed = 0;
  for (const vector of serverVectors(clauses, { specification, seed: seed ?? 1, cases, place, host })) {
    io.out.write(`${JSON.stringify(vector)}\n`);
    printed += 1;
  }
  if (printed === 0) {
    throw new UserError(
      `vectors ${pattern ?? ""}: none of its clauses can be told as one request and one reply (see: lambda-conformance list)`,
    );
  }
}
