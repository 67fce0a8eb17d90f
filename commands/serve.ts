import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { answerCalls } from "../drivers/clients/answer-calls.ts";
import type { PreparedCall } from "../drivers/clients/prepare-call.ts";
import { strangers } from "../drivers/clients/strangers.ts";
import type { Placeholders } from "../drivers/placeholders.ts";
import { type Script, scriptedHandler } from "../drivers/scripted-handler.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { createHarFile } from "../reports/har-file.ts";
import { visible } from "../reports/visible.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { readDocument } from "../specs/read-document.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import type { Handler } from "../targets/handler-target.ts";
import { recorded } from "../targets/recorded.ts";
import { defaults } from "../targets/reference/defaults.ts";
import { type FunctionOptions, handlerModule } from "../targets/reference/function-options.ts";
import { handlerFault } from "../targets/reference/handler-fault.ts";
import { openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference } from "../targets/reference/reference.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import {
  each,
  environmentVariable,
  hostName,
  namedHandler,
  origin,
  text,
  wholeNumber,
} from "./option-values.ts";
import { type OptionsGiven, options as table } from "./options.ts";
import { specsOf } from "./specs-of.ts";
import { tool } from "./tool.ts";

interface Options extends OptionsGiven<"seed" | "cases" | "function" | "region" | "account" | "edition"> {
  readonly port: number;
  readonly host: string;
  readonly verifySignatures?: true;
  readonly inject?: readonly string[];
  readonly script?: string;
  readonly record?: string;
  readonly without?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly collector?: readonly string[];
  readonly handler?: readonly (readonly [name: string, handler: string])[];
  readonly handlerTimeout?: number;
  readonly handlerMemory?: number;
  readonly handlerEnv?: readonly (readonly [name: string, value: string | undefined])[];
}

/** `serve`: runs the reference endpoint until Ctrl-C. */
export function command(io: Io): Command {
  return new Command()
    .description("Start the reference endpoint and print its URL. Ctrl-C stops it.")
    .option("--port <n>", "port; 0 picks a free one", wholeNumber(0, 65_535), 0)
    .option("--host <address>", "address to listen on", text, "127.0.0.1")
    .option(
      "--handler <name=module#export>",
      "also serve your own function, and print its log: my-function=./handler.mjs#handler; repeatable",
      each(namedHandler),
    )
    .option(
      "--handler-timeout <s>",
      "timeout of your functions, in seconds (default: 3)",
      wholeNumber(1, 900),
    )
    .option(
      "--handler-memory <mb>",
      "memory size that your functions see, in MB (default: 128)",
      wholeNumber(128, 10_240),
    )
    .option(
      "--handler-env <name[=value]>",
      "environment variable for your functions; without a value, its value in this environment is used; repeatable",
      each(environmentVariable),
    )
    .option(
      "--verify-signatures",
      "reject requests without a valid signature made with the example keys of the AWS documentation",
    )
    .option(
      "--inject <code[=rate]>",
      "respond to valid requests with this error, at this rate; repeatable",
      each(text),
    )
    .addOption(
      optionOf("seed", {
        says: "repeat the injected errors and the calls of an earlier start with this seed",
      }),
    )
    .option("--without <clause>", "break this clause on purpose; repeatable", each(text))
    .option(
      "--script <file|clause>",
      "send the scripted responses of this file (specs/schema/script.json), or of the client clauses that match this id or glob; print the calls to make",
      text,
    )
    .addOption(optionOf("cases", { says: "maximum number of calls per clause" }))
    .option("--record <file>", "write all exchanges to this HTTP Archive (HAR) file", text)
    .option(
      "--allow-origin <origin>",
      "allow web pages of this origin, https://example.com or *, to call the endpoint; repeatable",
      each(origin),
    )
    .option(
      "--collector <host>",
      "allow functions to report to this host as well as to this machine; repeatable",
      each(hostName),
    )
    .addOption(optionOf("function", { says: "name of the probe (default: probe)" }))
    .addOption(optionOf("region", { says: "region of the endpoint (default: us-east-1)" }))
    .addOption(optionOf("account", { says: "account of the endpoint (default: 123456789012)" }))
    .addOption(optionOf("edition"))
    .action(async (given: Options) => {
      const { port, host, edition, script, cases, record, without = [], ...more } = given;
      const { allowOrigin: allowOrigins = [], collector: collectors = [], ...options } = more;
      const specification = loadSpecification(edition === undefined ? {} : { edition });
      const functions = functionsGiven(given, io.env);
      const log = functionLog((line) => io.err.write(`${line}\n`));
      const reference = createReference({
        specification,
        collectors,
        functions,
        folder: io.cwd,
        log,
        ...options,
      });
      try {
        await assertHandlers(functions, io.cwd);
      } catch (fault) {
        await reference.close();
        throw fault;
      }
      const ended = new Promise<void>((end) => {
        const stop = io.onInterrupt(() => {
          stop();
          end();
        });
      });
      const archive =
        record === undefined
          ? undefined
          : createHarFile(resolve(io.cwd, record), { ...tool(), _specs: specsOf(specification) }, (fault) =>
              io.err.write(`lambda-conformance: ${visible(fault)}\n`),
            );
      let handler: Handler = reference;
      const mutants = await mutantsWithout(without, specification);
      for (const mutant of mutants) handler = mutant.wrap(handler, specification, options.function);
      // Set once the endpoint listens, which is before any request.
      let origin = "";
      const recording = (those: Handler): Handler =>
        archive ? recorded(those, () => origin, archive.add) : those;
      const seed = options.seed ?? randomInt(table.seed.to + 1);
      let calls: readonly PreparedCall[] = [];
      if (script !== undefined) {
        // Loaded only if needed: the generators take long to load, and most uses of `serve` do without them.
        const { callsOfClauses } = await import("./calls-of-clauses.ts");
        calls = callsOfClauses(script, specification, seed, cases);
      }
      if (calls.length > 0) {
        handler = answerCalls(calls, {
          reference: handler,
          others: recording(strangers),
          origin: () => origin,
          tell: (exchange, { id, signature }) => archive?.add(exchange, { _call: id, _signature: signature }),
        });
      } else if (script !== undefined) {
        const read = readScript(script, io.cwd);
        const values = valuesOf(options);
        handler = recording(scriptedHandler(read, { reference: handler, specification, values }));
      } else handler = recording(handler);
      const door = await openHttpDoor(handler, { port, host, allowOrigins });
      origin = door.url.origin;
      for (const { clause, says } of mutants) io.err.write(`without ${clause}: ${says}\n`);
      const lines = calls.map(({ call }) => JSON.stringify({ call: { ...call, endpoint: origin } }));
      io.out.write(`${[door.url.href, ...lines].join("\n")}\n`);
      await ended;
      await door.close();
      archive?.close();
      if (archive?.fault !== undefined) io.exitCode = 2;
      await reference.close();
    });
}

/** The functions of `--handler`, all with the same configuration. */
function functionsGiven(
  { handler = [], handlerTimeout: timeout, handlerMemory: memory, handlerEnv = [] }: Options,
  env: Io["env"],
): Record<string, FunctionOptions> {
  const environment = Object.fromEntries(
    handlerEnv.flatMap(([name, value = env[name]]) => (value === undefined ? [] : [[name, value]])),
  );
  const functions: Record<string, FunctionOptions> = {};
  for (const [name, its] of handler) {
    if (Object.hasOwn(functions, name))
      throw new UserError(`--handler ${name}: is given twice; give each function a name of its own`);
    functions[name] = {
      handler: its,
      environment,
      ...(timeout !== undefined && { timeout }),
      ...(memory !== undefined && { memory }),
    };
  }
  return functions;
}

/** @throws UserError for the first handler whose module does not load or lacks the function */
async function assertHandlers(
  functions: Readonly<Record<string, FunctionOptions>>,
  folder: string,
): Promise<void> {
  for (const [name, { handler, environment }] of Object.entries(functions)) {
    const place = typeof handler === "string" ? handlerModule(handler, folder) : undefined;
    const fault = place && (await handlerFault(place.file, place.name, environment));
    if (fault !== undefined) throw new UserError(`--handler ${name}=${String(handler)}: ${visible(fault)}`);
  }
}

/** Splits the output of functions into lines, each with the name of its function. */
function functionLog(write: (line: string) => void): (text: string, functionName: string) => void {
  const begun = new Map<string, string>();
  return (text, name) => {
    const lines = `${begun.get(name) ?? ""}${text}`.split("\n");
    begun.set(name, lines.pop() ?? "");
    for (const line of lines) write(`${name}: ${visible(line, "\t")}`);
  };
}

/** Loaded only if needed: mutants take long to load, and most uses of `serve` keep every clause. */
async function mutantsWithout(
  clauses: readonly string[],
  specification: Specification,
): Promise<readonly Mutant[]> {
  if (clauses.length === 0) return [];
  const { mutantWithout } = await import("../mutants/mutant-without.ts");
  return clauses.map((id) => mutantWithout(id, specification));
}

function readScript(name: string, cwd: string): Script {
  const path = resolve(cwd, name);
  if (!existsSync(path)) {
    throw new UserError(`--script ${name}: no file and no client clause has this name`);
  }
  return readDocument<Script>(path, "script");
}

/** The values of placeholders in a script. */
function valuesOf({
  function: name,
  region,
  account,
}: Pick<Options, "function" | "region" | "account">): Placeholders {
  return {
    function: name ?? defaults.function,
    account: account ?? defaults.account,
    region: region ?? defaults.region,
    partition: defaults.partition,
    nonce: "nonce",
  };
}
