import { Command, CommanderError } from "commander";
import { visible } from "../reports/visible.ts";
import { faultText } from "./fault-text.ts";
import { hider } from "./hider.ts";
import type { Io } from "./io.ts";
import { tool } from "./tool.ts";

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
    load: () => import("./run.ts"),
  },
  init: {
    says: "look at what an endpoint offers, and write a config file for it",
    load: () => import("./init.ts"),
  },
  serve: {
    says: "serve the reference endpoint",
    load: () => import("./serve.ts"),
  },
  deploy: {
    says: "create the functions that clauses need, or remove them",
    load: () => import("./deploy.ts"),
  },
  list: {
    says: "list the clauses",
    load: () => import("./list.ts"),
  },
  explain: {
    says: "tell all about one clause, with examples as bytes",
    load: () => import("./explain.ts"),
  },
  spec: {
    says: "print the specification for other tools: OpenAPI, JSON Schema, or the data itself",
    load: () => import("./spec.ts"),
  },
  vectors: {
    says: "print cases with what conforms, for tests in other languages",
    load: () => import("./vectors.ts"),
  },
  report: {
    says: "make reports of the journal of a run",
    load: () => import("./report.ts"),
  },
  open: {
    says: "open the last report in a browser",
    load: () => import("./open.ts"),
  },
  attempts: {
    says: "count how often one call of a client runs the function",
    load: () => import("./attempts.ts"),
  },
  grade: {
    says: "judge recorded traffic, offline",
    load: () => import("./grade.ts"),
  },
  watch: {
    says: "pass on what an application and an endpoint say, and judge both",
    load: () => import("./watch.ts"),
  },
  recordings: {
    says: "add what was recorded from the real service to the evidence",
    load: () => import("./recordings.ts"),
  },
  compare: {
    says: "lay the reports of several subjects side by side",
    load: () => import("./compare.ts"),
  },
  board: {
    says: "make a static site of the reports of many subjects",
    load: () => import("./board.ts"),
  },
  diff: {
    says: "tell what changed from one report to another",
    load: () => import("./diff.ts"),
  },
  merge: {
    says: "make one report of those of the parts of a run",
    load: () => import("./merge.ts"),
  },
};

/** Carries out a command line, and tells the status to exit with. */
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
    // The name of no command is told, also where help on it was asked for.
    const words = name.startsWith("-") ? [name, ...rest] : [name];
    await prepared(overview(), io).parseAsync(words, { from: "user" });
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

/** A command that neither exits the process nor writes past us; what is wrong with a call is told in one line. So are the commands within it. */
function prepared(command: Command, io: Io): Command {
  for (const within of command.commands) prepared(within, io);
  return command.exitOverride().configureOutput({
    writeOut: (text) => io.out.write(text),
    writeErr: (text) => io.err.write(text),
    outputError: (text, write) => {
      const line = text
        .trim()
        .replace(/^error: /, "")
        // What a misspelt option was given may be secret.
        .replace(/^(unknown option '[^'=\s]+)=.*'/s, "$1'")
        .replaceAll("\n", " ");
      write(`lambda-conformance: ${visible(line)}\n`);
    },
  });
}
