import { resolve } from "node:path";
import { Command } from "commander";
import type { Placeholders } from "../drivers/placeholders.ts";
import { type Script, scriptedHandler } from "../drivers/scripted-handler.ts";
import { createHarFile } from "../reports/har-file.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { withoutClause } from "../targets/mutants/without-clause.ts";
import { recorded } from "../targets/recorded.ts";
import { defaults } from "../targets/reference/defaults.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import type { Io } from "./io.ts";
import { account, day, each, wholeNumber } from "./option-values.ts";
import { readDocument } from "./read-document.ts";
import { tool } from "./tool.ts";

interface Options {
  readonly port: number;
  readonly host: string;
  readonly verifySignatures?: true;
  readonly inject?: readonly string[];
  readonly seed?: number;
  readonly function?: string;
  readonly region?: string;
  readonly account?: string;
  readonly edition?: string;
  readonly script?: string;
  readonly record?: string;
  readonly without?: readonly string[];
}

/** `serve`: the reference endpoint, until Ctrl-C. */
export function command(io: Io): Command {
  return new Command()
    .description("Serve the reference endpoint, and print its URL when it listens. Ctrl-C ends it.")
    .option("--port <n>", "port, 0 for any", wholeNumber(0, 65_535), 0)
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .option("--verify-signatures", "refuse requests that are not signed soundly, by AWS's own example keys")
    .option("--inject <code[=rate]>", "answer sound requests with this error; repeatable", each(String))
    .option("--seed <n>", "makes the same injected errors again", wholeNumber(0))
    .option("--without <clause>", "break this one clause, and no other; repeatable", each(String))
    .option("--script <file>", "answer request by request what this file says (specs/schema/script.json)")
    .option("--record <file>", "write each exchange to this file, as HTTP Archive (HAR)")
    .option("--function <name>", "name of the probe (default: probe)")
    .option("--region <region>", "default: us-east-1")
    .option("--account <id>", "default: 123456789012", account)
    .option("--edition <date>", "the API as of this day (default: the newest that is known)", day)
    .action(async ({ port, host, edition, script, record, without = [], ...options }: Options) => {
      const specification = loadSpecification(edition === undefined ? {} : { edition });
      const reference = createReference({ specification, ...options });
      const ended = new Promise<void>((end) => {
        const stop = io.onInterrupt(() => {
          stop();
          end();
        });
      });
      const archive = record === undefined ? undefined : createHarFile(resolve(io.cwd, record), tool());
      let handler: Handler = reference;
      for (const id of without) handler = withoutClause(handler, id, specification, options.function);
      if (script !== undefined) {
        const read = readDocument<Script>(resolve(io.cwd, script), "script");
        handler = scriptedHandler(read, { reference, specification, values: valuesOf(options) });
      }
      // Where it listens is known when it does: requests come later.
      let origin = "";
      if (archive)
        handler = recorded(
          handler,
          () => origin,
          (exchange) => archive.add(exchange),
        );
      const door = await openHttpDoor(handler, { port, host });
      origin = door.url.origin;
      io.out.write(`${door.url.href}\n`);
      await ended;
      await door.close();
      archive?.close();
      await reference.close();
    });
}

/** What placeholders of a script stand for. */
function valuesOf({ function: name, region, account }: Omit<Options, "port" | "host">): Placeholders {
  return {
    function: name ?? defaults.function,
    account: account ?? defaults.account,
    region: region ?? defaults.region,
    partition: defaults.partition,
    nonce: "nonce",
  };
}
