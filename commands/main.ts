import { Command, CommanderError } from "commander";
import { visible } from "../reports/visible.ts";
import { faultText } from "./fault-text.ts";
import { hider } from "./hider.ts";
import type { Io } from "./io.ts";
import { tool } from "./tool.ts";

/** Each command is loaded only when it runs, because `list` does not need the modules of `run`. */
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
    says: "test an endpoint or a client, clause by clause",
    load: () => import("./run.ts"),
  },
  init: {
    says: "find out what an endpoint offers, and write a config file",
    load: () => import("./init.ts"),
  },
  serve: {
    says: "start the reference endpoint",
    load: () => import("./serve.ts"),
  },
  deploy: {
    says: "create or remove the functions that clauses need",
    load: () => import("./deploy.ts"),
  },
  list: {
    says: "list the clauses",
    load: () => import("./list.ts"),
  },
  explain: {
    says: "explain one clause, with its sources and examples",
    load: () => import("./explain.ts"),
  },
  spec: {
    says: "print the specification as OpenAPI, JSON Schema or data",
    load: () => import("./spec.ts"),
  },
  vectors: {
    says: "print cases for tests in other languages",
    load: () => import("./vectors.ts"),
  },
  report: {
    says: "write reports from the journal of a run",
    load: () => import("./report.ts"),
  },
  open: {
    says: "open the last report in a browser",
    load: () => import("./open.ts"),
  },
  attempts: {
    says: "count how many times one call of a client runs the function",
    load: () => import("./attempts.ts"),
  },
  grade: {
    says: "judge recorded traffic",
    load: () => import("./grade.ts"),
  },
  watch: {
    says: "judge live traffic, as a proxy in front of an endpoint",
    load: () => import("./watch.ts"),
  },
  recordings: {
    says: "add recordings of AWS to the evidence",
    load: () => import("./recordings.ts"),
  },
  compare: {
    says: "compare the reports of several subjects",
    load: () => import("./compare.ts"),
  },
  board: {
    says: "build a static site from the reports of many subjects",
    load: () => import("./board.ts"),
  },
  diff: {
    says: "show what changed between two reports",
    load: () => import("./diff.ts"),
  },
  merge: {
    says: "merge the reports of a run that was split with --shard",
    load: () => import("./merge.ts"),
  },
};

/** Runs a command line and returns the status to exit with. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    await dispatch(argv, io);
    return io.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.err.write(faultText(error, await hider(io.env, argv)));
    return 2;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<void> {
  const [name = "--help", ...rest] = argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known) {
    const { command } = await known.load();
    await prepared(command(io).name(`lambda-conformance ${name}`), io).parseAsync(rest, { from: "user" });
  } else {
    // An unknown command name is an error, even if help on it was requested.
    const words = name.startsWith("-") ? [name, ...rest] : [name];
    await prepared(overview(), io).parseAsync(words, { from: "user" });
  }
}

/** The overview of all commands, without loading them. */
function overview(): Command {
  const program = new Command("lambda-conformance")
    .description(
      "Tests, clause by clause, what an endpoint or a client does with the AWS Lambda Invoke APIs.",
    )
    .version(tool().version)
    .helpCommand("help [command]", "show the options of a command");
  for (const [name, { says }] of Object.entries(COMMANDS)) program.command(name).description(says);
  return program;
}

/**
 * Prepares a command and its subcommands: they do not exit the process, write only to `io`, and report a wrong command line in one line.
 */
function prepared(command: Command, io: Io): Command {
  for (const within of command.commands) prepared(within, io);
  return command.exitOverride().configureOutput({
    writeOut: (text) => io.out.write(text),
    writeErr: (text) => io.err.write(text),
    outputError: (text, write) => {
      const line = text
        .trim()
        .replace(/^error: /, "")
        // The value of a misspelled option may be secret.
        .replace(/^(unknown option '[^'=\s]+)=.*'/s, "$1'")
        .replaceAll("\n", " ");
      write(`lambda-conformance: ${visible(line)}\n`);
    },
  });
}
