import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { scanJson } from "../../specs/scan-json.ts";
import { schemaFault } from "../../specs/schema-fault.ts";
import { UserError } from "../../specs/user-error.ts";
import type { Deviation } from "../../targets/target.ts";
import type { ClientOutcome } from "../observation.ts";
import {
  type Client,
  type ClientCall,
  ClientFault,
  ClientHung,
  type Hello,
  type StartedClient,
} from "./client.ts";
import { MissingToolchain } from "./missing-toolchain.ts";

export interface ProcessClientOptions {
  readonly name: string;
  /** Ways to start its driver, in order of preference. The first one that says hello is used. */
  readonly commands: readonly (readonly [command: string, ...args: string[]])[];
  /** The working folder of the driver. */
  readonly folder: string;
  /** What the client needs, for a person, and the line that installs it. */
  readonly needs?: string | undefined;
  readonly deviations?: readonly Deviation[];
  /**
   * Builds what the command starts, before its first start.
   * @throws UserError
   */
  readonly build?: (progress: (says: string) => void) => Promise<void>;
  /** How long a call may take in addition to all the time that its client may wait, in ms. */
  readonly graceMs?: number;
}

const HELLO_MS = 30_000;
const GRACE_MS = 20_000;
/** The largest number of default attempts of any client, for cases that do not set a number. */
const MOST_ATTEMPTS = 5;
/** After this many failed calls, a driver that has not answered any call is given up. The remaining calls fail at once. */
const MOST_UNANSWERED = 8;
const MOST_LINE_BYTES = 64 * 1024 * 1024;
const MOST_STDERR = 4096;
/** The deepest nesting of arrays and objects on a line. No output of the API is nested as deep. */
const MOST_DEPTH = 500;

/** A client whose driver is a program. The program speaks the driver protocol on its standard input and output. */
export function processClient(options: ProcessClientOptions): Client {
  let built: Promise<void> | undefined;
  let chosen: readonly [string, ...string[]] | undefined;
  const record: TrackRecord = { answered: false, faults: 0 };
  return {
    name: options.name,
    ...(options.deviations && { deviations: options.deviations }),
    async start({ progress = () => {}, patienceMs } = {}) {
      built ??= options.build?.(progress) ?? Promise.resolve();
      await built;
      let fault: ClientFault | undefined;
      for (const command of chosen ? [chosen] : options.commands) {
        try {
          const started = new ProcessClient(command, options, record, patienceMs);
          await started.hear();
          chosen = command;
          return started;
        } catch (error) {
          if (!(error instanceof ClientFault)) throw error;
          fault ??= error;
        }
      }
      const says = fault?.message ?? "it has no command";
      if (options.needs === undefined) throw new UserError(`client ${options.name}: ${says}`);
      throw new MissingToolchain(`client ${options.name} needs ${options.needs} (${says})`);
    },
  };
}

/** The results of a driver so far, across all of its processes. */
interface TrackRecord {
  answered: boolean;
  faults: number;
  last?: ClientFault;
}

/** The program. After it fails a call, it is started again for the next one. */
class ProcessClient implements StartedClient {
  readonly #command: readonly [string, ...string[]];
  readonly #options: ProcessClientOptions;
  readonly #record: TrackRecord;
  readonly #patienceMs: number | undefined;
  #program: Program | undefined;
  #hello: Hello | undefined;

  constructor(
    command: readonly [string, ...string[]],
    options: ProcessClientOptions,
    record: TrackRecord,
    patienceMs: number | undefined,
  ) {
    this.#command = command;
    this.#options = options;
    this.#record = record;
    this.#patienceMs = patienceMs;
  }

  get hello(): Hello {
    if (!this.#hello) throw new Error("a client that was not heard");
    return this.#hello;
  }

  async hear(): Promise<void> {
    const program = new Program(this.#command, this.#options.folder);
    try {
      this.#hello = (await program.line("hello", HELLO_MS)) as Hello;
      this.#program = program;
    } catch (error) {
      await program.end();
      throw error;
    }
  }

  async call(call: ClientCall, signal?: AbortSignal): Promise<ClientOutcome> {
    const record = this.#record;
    if (!record.answered && record.faults >= MOST_UNANSWERED && record.last) throw record.last;
    if (!this.#program?.alive) await this.hear();
    const program = this.#program as Program;
    const end = (): void => void program.end();
    signal?.addEventListener("abort", end, { once: true });
    try {
      program.write(JSON.stringify({ call }));
      const waits =
        call.timeoutMs * (call.maxAttempts ?? MOST_ATTEMPTS) + (this.#options.graceMs ?? GRACE_MS);
      const result = await program.line("result", this.#patienceMs ?? waits);
      const { id, ...outcome } = result as { id: string } & ClientOutcome;
      if (id !== call.id) throw program.fault(`it returned the result of call ${id} for call ${call.id}`);
      record.answered = true;
      return outcome;
    } catch (error) {
      record.faults++;
      if (error instanceof ClientFault) record.last = error;
      await program.end();
      throw error;
    } finally {
      signal?.removeEventListener("abort", end);
    }
  }

  async close(): Promise<void> {
    await this.#program?.end();
  }
}

/** One run of the program. Its standard input closes when this process ends, so a driver that reads it ends too. */
class Program {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #gone: Promise<unknown>;
  alive = true;
  #stderr = "";
  #pieces: Buffer[] = [];
  #bytes = 0;
  readonly #lines: string[] = [];
  #wake: (() => void) | undefined;

  constructor([command, ...args]: readonly [string, ...string[]], folder: string) {
    const child = spawn(command, args, { cwd: folder, env: environment(), detached: true });
    this.#child = child;
    this.#gone = once(child, "close").catch((error: Error) => this.#tell(error.message));
    this.#gone.then(() => {
      this.alive = false;
      this.#wake?.();
    });
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#tell(text));
    child.stdout.on("data", (bytes: Buffer) => this.#read(bytes));
  }

  write(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /**
   * Reads the next line, which must be of this kind.
   * @throws ClientFault when no line arrives, or the line violates the protocol
   */
  async line(kind: "hello" | "result", withinMs: number): Promise<unknown> {
    const until = performance.now() + withinMs;
    while (this.#lines.length === 0) {
      if (!this.alive) {
        throw this.fault(this.#bytes > 0 ? "it exited in the middle of a line" : "it exited");
      }
      if (this.#bytes > MOST_LINE_BYTES) throw this.fault("it wrote a line that is too long");
      const left = until - performance.now();
      if (left <= 0)
        throw this.fault(`it gave no result within ${Math.round(withinMs / 1000)} s`, ClientHung);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#parsed(this.#lines.shift() as string, kind);
  }

  fault(says: string, Fault = ClientFault): ClientFault {
    const stderr = this.#stderr.trim().split("\n").slice(-4).join(" | ").slice(-600);
    return new Fault(`its driver failed: ${says}${stderr === "" ? "" : `: ${stderr}`}`);
  }

  async end(): Promise<void> {
    if (this.alive) {
      try {
        // Kills the process group: the driver and everything that it started.
        process.kill(-(this.#child.pid as number), "SIGKILL");
      } catch {
        // It is already gone, or never started.
      }
    }
    await this.#gone;
  }

  #tell(text: string): void {
    this.#stderr = (this.#stderr + text).slice(-MOST_STDERR);
  }

  #read(bytes: Buffer): void {
    let at = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
      this.#pieces.push(bytes.subarray(at, end));
      const line = Buffer.concat(this.#pieces).toString().trim();
      if (line !== "") this.#lines.push(line);
      this.#pieces = [];
      this.#bytes = 0;
      at = end + 1;
    }
    this.#pieces.push(bytes.subarray(at));
    this.#bytes += bytes.length - at;
    this.#wake?.();
  }

  #parsed(line: string, kind: "hello" | "result"): unknown {
    const { fault: notJson, depth } = scanJson(Buffer.from(line));
    if (notJson !== undefined)
      throw this.fault(`it wrote a line that is not JSON: ${JSON.stringify(line.slice(0, 200))}`);
    if (depth > MOST_DEPTH)
      throw this.fault(`it wrote JSON nested ${depth} levels deep; at most ${MOST_DEPTH} are supported`);
    const document: unknown = JSON.parse(line);
    const members: Readonly<Record<string, unknown>> = Object(document);
    if (kind === "hello" && !("hello" in members)) throw this.fault("its first line is not a hello");
    if (kind === "result" && "hello" in members)
      throw this.fault("it wrote a second hello instead of a result");
    const fault = schemaFault(`driver-protocol#/$defs/${kind}Line`, document);
    if (fault) {
      throw this.fault(
        `it wrote a line that does not follow the protocol: ${fault.pointer || "/"}: ${fault.says}`,
      );
    }
    return members[kind];
  }
}

/**
 * The environment of this process, without variables that would make a client use other credentials, endpoints or settings than those of
 * its call.
 */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^AWS_|^(?:https?|all)_proxy$/i.test(name) && name !== "NODE_OPTIONS",
  );
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: NOWHERE,
    AWS_SHARED_CREDENTIALS_FILE: NOWHERE,
    AWS_EC2_METADATA_DISABLED: "true",
    NO_PROXY: "*",
  };
}

const NOWHERE = process.platform === "win32" ? "NUL" : "/dev/null";
