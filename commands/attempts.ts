import { Command } from "commander";
import { type Client, ClientFault } from "../drivers/clients/client.ts";
import { knownClient, ownClient } from "../drivers/clients/known-client.ts";
import { MissingToolchain } from "../drivers/clients/missing-toolchain.ts";
import { attemptsText } from "../reports/attempts-text.ts";
import { jsonText } from "../reports/json-text.ts";
import { visible } from "../reports/visible.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import { type MeasuredClient, measureAttempts } from "../suites/attempts/measure-attempts.ts";
import { INTERRUPTED, onInterrupt } from "./interrupt.ts";
import type { Io } from "./io.ts";
import { wholeNumber } from "./option-values.ts";
import { styleFor } from "./style-for.ts";

interface Options {
  readonly client?: string;
  readonly driver?: string;
  readonly timeout: number;
  readonly patience: number;
  readonly json?: true;
  readonly color: boolean;
}

/** One day, in ms. Timers cannot run for much longer. */
const MOST_MS = 86_400_000;

/** `attempts`: counts how many times one call of a client runs the function, and measures how long its caller waits. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Count how many times one call of a client runs the function, and measure how long the caller waits.",
    )
    .option("--client <names>", "known clients; separate several with commas")
    .option("--driver <file>", "your own client, through the driver that you wrote for it")
    .option(
      "--timeout <ms>",
      "response timeout that clients are configured with, in ms",
      wholeNumber(1, MOST_MS),
      1_000,
    )
    .option("--patience <ms>", "longest time for a whole call, in ms", wholeNumber(1, MOST_MS), 120_000)
    .option("--json", "print the figures as an array of objects")
    .option("--no-color", "print without colors")
    .action(async (options: Options) => {
      const clients = clientsOf(options);
      const interrupt = onInterrupt(io);
      const measured: MeasuredClient[] = [];
      try {
        for (const client of clients) {
          const figures = await measure(client, options, interrupt.signal, clients.length === 1, io);
          if (!figures) continue;
          measured.push(figures);
          if (options.json !== true) io.out.write(`${attemptsText(figures, styleFor(io, options))}\n`);
        }
      } catch (error) {
        if (!interrupt.signal.aborted) throw error;
        io.exitCode = INTERRUPTED;
        return;
      } finally {
        interrupt.end();
      }
      if (options.json === true) io.out.write(`${jsonText(measured, 2)}\n`);
    });
}

function clientsOf({ client, driver }: Options): readonly Client[] {
  if ((client === undefined) === (driver === undefined)) {
    throw new UserError("attempts: name clients with --client, or your driver with --driver");
  }
  if (driver !== undefined) return [ownClient(driver)];
  return [...new Set((client ?? "").split(","))].map((name) => knownClient(name.trim()));
}

/** @returns undefined if one of several clients is skipped because a program that it needs is not installed */
async function measure(
  client: Client,
  { timeout, patience }: Options,
  signal: AbortSignal,
  only: boolean,
  io: Io,
): Promise<MeasuredClient | undefined> {
  try {
    return await measureAttempts(client, {
      specification: loadSpecification(),
      timeoutMs: timeout,
      patienceMs: patience,
      progress: (says) => io.err.write(`${visible(says)}\n`),
      signal,
    });
  } catch (error) {
    if (only || !(error instanceof MissingToolchain)) {
      throw error instanceof ClientFault ? new UserError(`client ${client.name}: ${error.message}`) : error;
    }
    io.err.write(`skipped: ${visible(error.message)}\n`);
    io.exitCode = 2;
    return undefined;
  }
}
