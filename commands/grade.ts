import { relative, resolve } from "node:path";
import { Command } from "commander";
import { recordedCallsText } from "../reports/attempts-text.ts";
import { collectReport } from "../reports/build-report.ts";
import { recordOf } from "../reports/record.ts";
import { reportWriter } from "../reports/report-writer.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { readJson } from "../specs/read-json.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import { type CallFigures, callFigures } from "../suites/attempts/call-figures.ts";
import { type Grade, grade } from "../suites/grade/grade.ts";
import { readHar } from "../suites/grade/read-har.ts";
import type { RecordedExchange } from "../suites/grade/recorded-exchange.ts";
import { redactEvent } from "../suites/run/redact-event.ts";
import type { RunEvent } from "../suites/run/run-event.ts";
import { givenSecrets, secretsIn } from "../wire/secrets.ts";
import { finish } from "./finish.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import { text } from "./option-values.ts";
import type { OptionsGiven } from "./options.ts";
import { remarkWords } from "./remark-words.ts";
import { specsOf } from "./specs-of.ts";
import { styleFor } from "./style-for.ts";
import { terminalFor } from "./terminal-for.ts";
import { tool } from "./tool.ts";

interface Options
  extends OptionsGiven<"edition" | "strict" | "minCoverage" | "out" | "report" | "quiet" | "color"> {
  readonly client?: true;
  readonly function: string;
  readonly replay?: string;
}

/** Most secrets of single exchanges that are hidden in all others too. Each costs a search through them. */
const MOST_SECRETS = 200;

/** `grade FILE.har`: judges recorded traffic offline. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Judge recorded traffic from an HTTP Archive (HAR): the endpoint, by the clauses that its requests fall under. With --client, judge the client instead.",
    )
    .argument("<file>", "an HTTP Archive (HAR), version 1.2")
    .option("--client", "judge the client, from an archive that serve --script CLAUSE or watch recorded")
    .addOption(
      optionOf("function", {
        says: "name of the probe, if the traffic is that of a run",
        default: "probe",
      }),
    )
    .option(
      "--replay <entry>",
      "judge only this entry (entry-1) or, with --client, this call (CLAUSE:SEED:PATH)",
      text,
    )
    .addOption(optionOf("edition"))
    .addOption(optionOf("strict"))
    .addOption(optionOf("minCoverage", { default: 0 }))
    .addOption(optionOf("out"))
    .addOption(optionOf("report"))
    .addOption(optionOf("quiet"))
    .addOption(optionOf("color"))
    .action(async (file: string, options: Options) => {
      const path = resolve(io.cwd, file);
      const { edition, replay } = options;
      const document = readJson(path, file);
      const exchanges = readHar(document, file).filter(
        ({ place, call, case: name }) => replay === undefined || [place, call, name].includes(replay),
      );
      const specification = loadSpecification(edition === undefined ? {} : { edition });
      const write = await reportWriter({
        folder: resolve(io.cwd, options.out),
        wanted: options.report ?? [],
        cwd: io.cwd,
        shared: io.env["GITHUB_STEP_SUMMARY"],
        print: (text) => io.out.write(text),
      });
      const startedAt = Date.now();
      const client = options.client === true;
      if (!client && exchanges.some(({ call }) => call !== undefined))
        throw new UserError(
          `${file}: holds scripted responses, not those of an endpoint; add --client to judge the client`,
        );
      // Loaded only if needed: the generators of client cases take longer to load than everything else here.
      const scripted = exchanges.some(({ call }) => call !== undefined);
      const ofClient = client ? await gradedClient(exchanges, specification, scripted) : undefined;
      const graded = ofClient ?? grade(exchanges, { specification, function: options.function });
      const isOne =
        client && scripted ? "belongs to a call of serve --script CLAUSE" : "is a call of the API";
      if (graded.judged === 0)
        throw new UserError(`${file}: none of the ${exchanges.length} exchanges ${isOne}`);
      if (client && scripted) assertSpecs(document, specsOf(specification), file);
      const events: readonly RunEvent[] = [
        {
          type: "run-started",
          run: {
            version: 1,
            tool: tool(),
            subject: {
              kind: client ? "client" : "endpoint",
              name: relative(io.cwd, path) || path,
              without: [],
            },
            edition: specification.edition,
            startedAt: new Date(startedAt).toISOString(),
            seed: 0,
            cases: 0,
            concurrency: 1,
            specs: specification.digest,
          },
          clauses: specification.clauses.filter(({ binds }) => binds === (client ? "client" : "server")),
        },
        ...remarkWords(graded.remarks).map((says): RunEvent => ({ type: "notice", says })),
        ...graded.verdicts.map((verdict): RunEvent => ({ type: "verdict", verdict })),
        {
          type: "run-finished",
          footer: {
            ended: "completed",
            durationMs: Date.now() - startedAt,
            exchanges: graded.judged,
            staleDeviations: [],
            errors: graded.errors,
          },
        },
      ];
      const terminal = terminalFor(io, options);
      const collector = collectReport();
      const secrets = givenSecrets(secretsOfAll(exchanges));
      for (const unsafe of events) {
        const event = redactEvent(unsafe, secrets);
        terminal.add(event);
        const record = recordOf(event, {
          operations: specification.operations,
          strict: options.strict === true,
          kind: client ? "client" : "endpoint",
          command: `lambda-conformance grade ${client ? "--client " : ""}${file}`,
        });
        if (record) collector.add(record);
      }
      if (ofClient && options.quiet !== true) {
        io.out.write(`${recordedCallsText(ofClient.calls, styleFor(io, options), ofClient.areNamed)}\n`);
      }
      io.exitCode = finish(collector.report(), write, options, terminal, io);
    });
}

/** Judges a client by the calls that scripts answered, or if there are none, by what it sent for its own work. */
async function gradedClient(
  exchanges: readonly RecordedExchange[],
  specification: Specification,
  scripted: boolean,
): Promise<Grade & { readonly calls: ReadonlyMap<string, CallFigures>; readonly areNamed?: boolean }> {
  if (!scripted)
    return (await import("../suites/grade/grade-application.ts")).gradeApplication(exchanges, specification);
  const { gradeClient } = await import("../suites/grade/grade-client.ts");
  return { ...gradeClient(exchanges, { specification }), calls: figuresOf(exchanges) };
}

/**
 * Secrets to hide in all exchanges: a token that one marks as secret may occur unmarked in another. A signature occurs in one exchange
 * only.
 */
function secretsOfAll(exchanges: readonly RecordedExchange[]): string[] {
  const secrets = new Set(exchanges.flatMap(({ exchange }) => secretsIn(exchange)));
  return [...secrets].filter((secret) => !/^AWS4-|^[0-9a-f]{64}$/.test(secret)).slice(0, MOST_SECRETS);
}

/** The figures of each recorded call. */
function figuresOf(recorded: readonly RecordedExchange[]): Map<string, CallFigures> {
  const ofCalls = Map.groupBy(
    recorded.filter(({ call }) => call !== undefined),
    ({ call }) => call as string,
  );
  return new Map(
    [...ofCalls].map(([call, its]) => [call, callFigures(its.map(({ exchange }) => exchange))] as const),
  );
}

/**
 * Checks that the calls were made from this specification, because another one may make other cases.
 * @throws UserError if they were not
 */
function assertSpecs(document: unknown, specs: string, file: string): void {
  const { log } = document as { log?: { creator?: { _specs?: unknown } } };
  if (log?.creator?._specs === specs) return;
  throw new UserError(
    `${file}: recorded with another edition or version of the clauses; record it again, or give its --edition`,
  );
}
