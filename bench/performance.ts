/**
 * Writes docs/performance.md: every figure about time and memory, with its command. `npm run build && npm run bench -- performance
 * [BENCHMARK...]` With names, only these benchmarks are measured again, and docs/performance.json keeps the figures of the others.
 * `performance short` prints ratios within a minute and writes nothing. CI shows them and never fails because of them.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";

interface Figure {
  readonly title: string;
  readonly command: readonly string[];
  /** The goal, and the figure before the work on it (commit da9544e). */
  readonly bar: string;
  readonly before: string;
  /** What a reader should know about the figures. */
  readonly says?: string;
}

const FIGURES: Readonly<Record<string, Figure>> = {
  verdict: {
    title: "A whole run at default settings",
    command: ["verdict", "1"],
    bar: "15 s on the reference; 60 s where everything is answered 404, and where events never run; a quiet machine with two cores",
    before:
      "reference: 15 s when quiet, 45 s to 60 s when not, CPU 65 s to 81 s beside other work; events that never run: more than 4 minutes",
    says:
      "Whole runs are bound by CPU time until the last 4 s, in which clauses that end an environment or must be alone wait for time limits. " +
      "These changes saved most of the CPU time. V8 prefers size to speed only while bodies of megabytes are under way. An idle execution environment of the probe hands its thread to the next one, " +
      "so that a run starts about 65 threads instead of 270, at 50 ms each. A heavy invocation stops only as many idle environments as it needs room for. " +
      "Clauses that make the same calls are judged by the same exchanges, which saves 250 of them: among these are most that time out or end an environment. " +
      "Clauses that need many environments or send megabytes are judged one at a time, and their requests do not wait behind hundreds of others. " +
      "The code that explains a failure is compiled only when something fails. " +
      "Where events never run, 40 s are waited at least: 20 s of patience beside all other clauses, and again to confirm it.",
  },
  slow: {
    title: "An endpoint that takes 200 ms a call",
    command: ["slow", "100"],
    bar: "0.9 of what concurrency allows",
    before: "not measured",
  },
  judging: {
    title: "Judging beside the wire",
    command: ["judging", "30", "3"],
    bar: "1.5 times the time and 3 times the CPU time of a bare undici pool that sends the same requests",
    before: "1.8 times the time, 4.2 times the CPU time when quiet; 4.9 times the CPU time beside other work",
    says:
      "The profile of the judge is flat, apart from the garbage collector. Of its busy time in a whole run (`node --cpu-prof dist/cli.js run --seed 1`), garbage collection takes 28 %, clauses " +
      "about every exchange 17 %, signing 12 % (a fresh signature for each request, 0.12 ms), reading bodies as JSON 8 %, compiling expectations 6 %, and writing to sockets 5 %. No other function takes more than 4 % by itself.",
  },
  reference: {
    title: "The reference beside a bare server",
    command: ["reference", "1000", "3"],
    bar: "half the rate of a node:http server that echoes; a chunk leaves in the turn of its write",
    before: "not measured",
    says:
      "Each invocation runs in a thread of its own environment. A third of the busy time of the main thread goes into waking that thread (`postMessage`, 0.07 ms for each request), " +
      "which is as much as the bare server takes for a whole request.",
  },
  process: {
    title: "Start, and memory of the judge",
    command: ["process", "100", "10000", "invoke/payload/json"],
    bar: "the first request after 400 ms; 250 MB with 100 cases and with 10,000; time linear in cases",
    before: "`list` 0.2 s, one clause 0.9 s",
  },
  beside: {
    title: "Beside what people would use instead",
    command: ["beside", "5000"],
    bar: "none: it tells what each is good for",
    before: "not measured",
    says:
      "The endpoint is the same for all: a small sound emulator in the process of the benchmark. A tool notices a miniature of a public bug if it fails there and passes the " +
      "sound emulator. The tests for the SDK and for newman are those that a careful team writes (bench/beside); schemathesis makes a tenth as many examples, from our OpenAPI description. All three only see whether the sound emulator and a miniature are told apart; teeth has the judge notice each miniature by the clauses that have to tell of it.",
  },
};

const SHORT: readonly (readonly string[])[] = [
  ["judging", "1", "1"],
  ["reference", "100", "1"],
];
/** Most time for each short benchmark, in ms. On a busy machine its figures say little, so waiting longer is not worth it. */
const SHORT_MS = 28_000;

interface Measured {
  readonly date: string;
  readonly machine: string;
  readonly load: string;
  readonly lines: readonly string[];
}

const DOCS = join(import.meta.dirname, "../docs");
const KEPT = join(DOCS, "performance.json");

/** The lines that a benchmark prints. Rejects if it fails, or takes longer than `timeout` ms. */
async function printed(command: readonly string[], timeout?: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts"), ...command], {
    stdio: ["ignore", "pipe", "inherit"],
    ...(timeout !== undefined && { timeout, killSignal: "SIGKILL" as const }),
  });
  const ended = once(child, "exit");
  let text = "";
  for await (const piece of child.stdout.setEncoding("utf8")) {
    process.stdout.write(piece as string);
    text += piece;
  }
  await ended;
  if (child.signalCode !== null) throw new Error(`bench ${command.join(" ")} took too long and was ended`);
  if (child.exitCode !== 0) throw new Error(`bench ${command.join(" ")} ends with ${child.exitCode}`);
  return text.trimEnd().split("\n");
}

function machine(): string {
  const [first] = cpus();
  return `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release().split("-")[0]}, Node.js ${process.version}`;
}

function loadNow(): string {
  const [, , fifteen = "?"] = existsSync("/proc/loadavg")
    ? readFileSync("/proc/loadavg", "utf8").split(" ")
    : [];
  return fifteen;
}

function page(kept: Readonly<Record<string, Measured>>): string {
  const parts = Object.entries(FIGURES).map(([name, { title, command, bar, before, says }]) => {
    const measured = kept[name];
    return [
      `## ${title}`,
      `\`npm run build && npm run bench -- ${command.join(" ")}\``,
      `- Bar: ${bar}.\n- Before: ${before}.`,
      ...(says === undefined ? [] : [says]),
      measured === undefined
        ? "Not measured yet."
        : `${measured.date}, ${measured.machine}; load of the last 15 minutes ${measured.load}:\n\n\`\`\`text\n${measured.lines.join("\n")}\n\`\`\``,
    ].join("\n\n");
  });
  return `# Performance

Made by \`npm run build && npm run bench -- performance\`. Not to be edited.

Times in seconds depend on what else runs on a machine: the load stands beside them. A load above the number of cores means that the machine was busy with
other work, and that a quiet one is several times faster. Ratios and CPU time are affected less.

${parts.join("\n\n")}
`;
}

const wanted = process.argv.slice(2);
if (wanted[0] === "short") {
  for (const command of SHORT) {
    console.log(`bench ${command.join(" ")}:`);
    // A benchmark that fails is reported, and the next one runs.
    await printed(command, SHORT_MS).catch((fault: Error) => console.log(fault.message));
  }
} else {
  const unknown = wanted.find((name) => !Object.hasOwn(FIGURES, name));
  if (unknown !== undefined) {
    console.error(`there is no figure "${unknown}": give some of ${Object.keys(FIGURES).join(", ")}`);
    process.exit(2);
  }
  for (const name of wanted.length > 0 ? wanted : Object.keys(FIGURES)) {
    const { command } = FIGURES[name] as Figure;
    const lines = await printed(command);
    // Another process may have written the file meanwhile, so read it again.
    const kept = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, "utf8")) as Record<string, Measured>) : {};
    kept[name] = { date: new Date().toISOString().slice(0, 10), machine: machine(), load: loadNow(), lines };
    writeFileSync(KEPT, `${JSON.stringify(kept, undefined, 2)}\n`);
    writeFileSync(join(DOCS, "performance.md"), page(kept));
  }
}
