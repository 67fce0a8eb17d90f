import { join } from "node:path";
import type { EmulatorCommand } from "./emulator-target.ts";

/** A function whose runtime we start: some emulators offer the runtime API and leave the processes behind it to others. */
export interface Runtime {
  /** Host, port and path of the runtime API of this function. */
  readonly api: string;
  readonly handler: string;
  /** What the runtime tells the function of itself. */
  readonly name: string;
  readonly memoryMb: number;
  /** How many of them run: as many invocations are served at once. */
  readonly count: number;
}

/** Runs a command, and beside it as many runtimes as are asked for, each again when it has ended; ends when the command does. */
const supervisor = `
const { spawn } = require("node:child_process");
const { command, args, runtimes, bootstrap } = JSON.parse(process.argv[1]);
spawn(command, args, { stdio: "inherit" }).on("exit", (code) => process.exit(code ?? 1));
const start = (env) => {
  const child = spawn(process.execPath, [bootstrap], { env: { ...process.env, ...env }, stdio: "ignore" });
  child.on("exit", () => setTimeout(start, 100, env));
};
for (const { env, count } of runtimes) for (let index = 0; index < count; index++) start(env);
`;

const probe = join(import.meta.dirname, "probe");

/** The command with the runtimes of its functions beside it: the probe's own, which needs no installation. */
export function withRuntimes(
  { command, args, ...rest }: EmulatorCommand,
  runtimes: readonly Runtime[],
): EmulatorCommand {
  const started = {
    command,
    args,
    bootstrap: join(probe, "bootstrap.cjs"),
    runtimes: runtimes.map(({ api, handler, name, memoryMb, count }) => ({
      count,
      env: {
        AWS_LAMBDA_RUNTIME_API: api,
        _HANDLER: handler,
        LAMBDA_TASK_ROOT: probe,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      },
    })),
  };
  return { ...rest, command: process.execPath, args: ["--eval", supervisor, "--", JSON.stringify(started)] };
}
