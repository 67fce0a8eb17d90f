import { Command } from "commander";
import { loadSpecification } from "../specs/load-specification.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import type { Io } from "./io.ts";
import { account, day, each, wholeNumber } from "./option-values.ts";

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
    .option("--function <name>", "name of the probe (default: probe)")
    .option("--region <region>", "default: us-east-1")
    .option("--account <id>", "default: 123456789012", account)
    .option("--edition <date>", "the API as of this day (default: the newest that is known)", day)
    .action(async ({ port, host, edition, ...options }: Options) => {
      const specification = loadSpecification(edition === undefined ? {} : { edition });
      const reference = createReference({ specification, ...options });
      const ended = new Promise<void>((resolve) => {
        const stop = io.onInterrupt(() => {
          stop();
          resolve();
        });
      });
      const door = await openHttpDoor(reference, { port, host });
      io.out.write(`${door.url.href}\n`);
      await ended;
      await door.close();
      await reference.close();
    });
}
