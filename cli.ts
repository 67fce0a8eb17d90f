#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { type Io, processIo } from "./commands/io.ts";
import { tool } from "./commands/tool.ts";
import { visible } from "./reports/visible.ts";
import { UserError } from "./specs/user-error.ts";

/** Each command is loaded when it is called: `list` needs none of what `run` needs. */
const COMMANDS: Readonly<
  Record<
    string,
    {
      readonly says: string;
      readonly load: () => Promise<{ readonly command: (io: Io) => Command }>;
    }
  >
> = {
  run: {
    says: "test an endpoint, clause by clause, and report",
    load: () => import("./commands/run.ts"),
  },
  serve: {
    says: "serve the reference endpoint",
    load: () => import("./commands/serve.ts"),
  },
  list: {
    says: "list the clauses",
    load: () => import("./commands/list.ts"),
  },
  explain: {
    says: "tell all about one clause, with examples as bytes",
    load: () => import("./commands/explain.ts"),
  },
  report: {
    says: "make reports of the journal of a run",
    load: () => import("./commands/report.ts"),
  },
};

async function main(io: Io, argv: readonly string[]): Promise<void> {
  const [name = "--help", ...rest] = argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known) {
    const { command } = await known.load();
    await prepared(command(io).name(`lambda-conformance ${name}`), io).parseAsync(rest, { from: "user" });
  } else {
    await prepared(overview(), io).parseAsync([name, ...rest], { from: "user" });
  }
}

/** What there is, without loading any of it. */
function overview(): Command {
  const program = new Command("lambda-conformance")
    .description("Proves, clause by clause, what an endpoint does with the AWS Lambda Invoke APIs.")
    .version(tool().version)
    .helpCommand("help [command]", "tell the options of a command");
  for (const [name, { says }] of Object.entries(COMMANDS)) program.command(name).description(says);
  return program;
}

/** A command that neither exits the process nor writes past us; what is wrong with a call is told in one line. */
function prepared(command: Command, io: Io): Command {
  return command.exitOverride().configureOutput({
    writeOut: (text) => io.out.write(text),
    writeErr: (text) => io.err.write(text),
    outputError: (text, write) => {
      const line = text
        .trim()
        .replace(/^error: /, "")
        .replaceAll("\n", " ");
      write(`lambda-conformance: ${visible(line)}\n`);
    },
  });
}

const io = processIo();
// Whoever reads our output may stop reading: the work goes on, what cannot be written is dropped.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
try {
  await main(io, process.argv.slice(2));
  process.exitCode = io.exitCode;
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UserError) {
    process.stderr.write(`lambda-conformance: ${visible(error.message)}\n`);
    process.exitCode = 2;
  } else {
    // Not the user's fault: everything that helps to find it.
    process.stderr.write(
      `lambda-conformance: internal error\n${error instanceof Error ? error.stack : error}\n`,
    );
    process.exitCode = 2;
  }
}
