import { Command, Option } from "commander";
import type { Clause } from "../specs/clause.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { matchClause } from "../specs/match-clause.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { ClientVector } from "../suites/vectors/client-vector.ts";
import { clientVectors } from "../suites/vectors/client-vectors.ts";
import { serverVectors } from "../suites/vectors/server-vectors.ts";
import type { Vector } from "../suites/vectors/vector.ts";
import { defaults } from "../targets/reference/defaults.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import { hostField } from "./option-values.ts";
import type { OptionsGiven } from "./options.ts";

type Options = OptionsGiven<"edition" | "cases" | "seed" | "function" | "region" | "account"> & {
  readonly host: string;
  readonly client?: true;
};

/** `vectors [PATTERN]`: writes cases with conforming replies as JSON Lines to standard output, for test programs in other languages. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Print requests and the responses that conform to them, as JSON Lines, for tests in other languages.",
    )
    .argument("[pattern]", "clause id or glob: * matches within a segment, ** across segments")
    .addOption(
      new Option(
        "--client",
        "print cases for clients: a call, the scripted responses, and the results that conform",
      ).conflicts(["function", "region", "account", "host"]),
    )
    .addOption(optionOf("edition"))
    .addOption(optionOf("cases", { default: 10 }))
    .addOption(optionOf("seed", { says: "draw other cases", default: 1 }))
    .addOption(optionOf("function"))
    .addOption(optionOf("region", { says: "region in ARNs", default: defaults.region }))
    .addOption(optionOf("account", { says: "account in ARNs", default: defaults.account }))
    .option("--host <name>", "Host header of requests", hostField, "127.0.0.1")
    .action((pattern: string | undefined, options: Options) => vectors(pattern, options, io));
}

function vectors(pattern: string | undefined, options: Options, io: Io): void {
  const { edition, client } = options;
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  const clauses = specification.clauses.filter(
    ({ id, binds }) => matchClause(pattern ?? "**", id) && binds === (client ? "client" : "server"),
  );
  const told = new Set<string>();
  for (const vector of vectorsOf(clauses, specification, options)) {
    io.out.write(`${JSON.stringify(vector)}\n`);
    told.add(vector.clause);
  }
  const form = client ? "one call and scripted responses" : "one request and one response";
  if (told.size === 0) {
    throw new UserError(
      `vectors ${pattern ?? ""}: none of the clauses can be expressed as ${form} (see: lambda-conformance list${client ? "" : "; --client prints those of clients"})`,
    );
  }
  const left = clauses.length - told.size;
  if (left > 0) {
    io.err.write(`${told.size} clauses; ${left} left out because they cannot be expressed as ${form}\n`);
  }
}

function vectorsOf(
  clauses: readonly Clause[],
  specification: Specification,
  { client, cases, seed = 1, host, region, account, function: name }: Options,
): Iterable<Vector | ClientVector> {
  if (client) return clientVectors(clauses, { specification, seed, cases });
  const place = {
    function: name ?? defaults.function,
    region: region ?? defaults.region,
    account: account ?? defaults.account,
    partition: defaults.partition,
  };
  return serverVectors(clauses, { specification, seed, cases, place, host });
}
