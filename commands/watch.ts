import { rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import type { Passed } from "../drivers/relay/passed.ts";
import { startRelay } from "../drivers/relay/start-relay.ts";
import { recordedCallsText } from "../reports/attempts-text.ts";
import { createHarFile, type HarFile } from "../reports/har-file.ts";
import { reportWriter } from "../reports/report-writer.ts";
import { createRollingHar } from "../reports/rolling-har.ts";
import { shellText } from "../reports/shell-text.ts";
import { visible } from "../reports/visible.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import { createClientGrader } from "../suites/grade/client-grader.ts";
import { createGrader } from "../suites/grade/grade.ts";
import type { RecordedExchange } from "../suites/grade/recorded-exchange.ts";
import { createSignatureCheck } from "../suites/grade/signature-check.ts";
import { assertMayCall, environmentCredentials, parseUrl } from "../targets/endpoint.ts";
import { makeFolder } from "../targets/make-folder.ts";
import { exampleKeys } from "../targets/reference/authenticator.ts";
import { headerValue } from "../wire/raw-headers.ts";
import { secretsIn } from "../wire/secrets.ts";
import { certificates } from "./certificates.ts";
import { finish } from "./finish.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Io } from "./io.ts";
import { optionOf } from "./option-of.ts";
import { text, wholeNumber } from "./option-values.ts";
import type { OptionsGiven } from "./options.ts";
import { createRemarkWords } from "./remark-words.ts";
import { skippedWords } from "./skipped-words.ts";
import { specsOf } from "./specs-of.ts";
import { styleFor } from "./style-for.ts";
import { tool } from "./tool.ts";
import { createWatchedSubject, type WatchedSubject } from "./watched-subject.ts";

interface Options
  extends OptionsGiven<
    | "function"
    | "region"
    | "allowRemote"
    | "ca"
    | "insecure"
    | "edition"
    | "strict"
    | "minCoverage"
    | "out"
    | "report"
    | "record"
    | "quiet"
    | "color"
  > {
  readonly to: string;
  readonly listen: number;
  readonly host: string;
  readonly sign?: true;
  readonly function: string;
}

/** Time between two lines of progress if there was new traffic, in ms. */
const TOLD_MS = 10_000;
/** Most secrets of single exchanges that are hidden in all others too. Each costs a search through them. */
const MOST_SECRETS = 200;
/** Memory for exchanges that wait to be judged, in MB. Exchanges beyond it are passed on but not judged. */
const MOST_WAITING_MB = 128;
/** Most distinct reasons for missing responses to print. */
const MOST_TROUBLES = 20;
/** Most user agents in the name of the client. */
const MOST_AGENTS = 3;

/** `watch`: passes on the traffic between an application and an endpoint, and judges both. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Run a proxy between an application and an endpoint. It passes on every byte and shows which clauses either side breaks. Ctrl-C stops it and writes the reports.",
    )
    .requiredOption("--to <url>", "URL of the endpoint: host and port, without a path", text)
    .option(
      "--listen <port>",
      "port for the application to call; 0 picks a free one",
      wholeNumber(0, 65_535),
      0,
    )
    .option("--host <address>", "address to listen on", text, "127.0.0.1")
    .option(
      "--sign",
      "sign requests again with the usual AWS credentials, for endpoints that verify signatures (on this machine: from the environment, or AWS's example keys)",
    )
    .addOption(
      optionOf("region", {
        says: "region to sign for (default: that of the host name, AWS_REGION, or us-east-1)",
      }),
    )
    .addOption(optionOf("allowRemote"))
    .addOption(optionOf("ca"))
    .addOption(optionOf("insecure"))
    .addOption(
      optionOf("function", {
        says: "name of the probe, if the traffic is that of a run",
        default: "probe",
      }),
    )
    .addOption(optionOf("edition"))
    .addOption(optionOf("strict"))
    .addOption(optionOf("minCoverage", { default: 0 }))
    .addOption(optionOf("out"))
    .addOption(optionOf("report"))
    .addOption(
      optionOf("record", {
        says: "write all exchanges to this HTTP Archive (HAR) file; after 64 MB a new file begins, and four old ones are kept",
      }),
    )
    .addOption(optionOf("quiet"))
    .addOption(optionOf("color"))
    .action((options: Options) => watch(options, io));
}

async function watch(options: Options, io: Io): Promise<void> {
  const { edition, sign, region, ca, insecure } = options;
  const url = parseUrl(options.to);
  if (url.pathname !== "/") {
    throw new UserError(
      `--to ${url.href}: leave out the path; give ${url.origin} here, and add the path to the URL that the application calls`,
    );
  }
  await assertMayCall(url, options.allowRemote === true);
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  const folder = resolve(io.cwd, options.out);
  const grader = createGrader({ specification, function: options.function });
  const clientGrader = createClientGrader({ specification });
  const known = [environmentCredentials(io.env), ...exampleKeys.map(({ credentials }) => credentials)];
  const signature = createSignatureCheck(known.flatMap((one) => one ?? []));
  const secrets = new Set<string>(
    known.flatMap((one) => [one?.secretAccessKey, one?.sessionToken].flatMap((it) => it ?? [])),
  );
  const writerOf = (place: string, wanted: readonly string[]): ReturnType<typeof reportWriter> =>
    reportWriter({
      folder: place,
      wanted,
      cwd: io.cwd,
      shared: io.env["GITHUB_STEP_SUMMARY"],
      print: (report) => io.out.write(report),
    });
  const wanted = options.report ?? [];
  const creator = { ...tool(), _specs: specsOf(specification) };
  const tell = (fault: string): void => void io.err.write(`lambda-conformance: ${visible(fault)}\n`);
  const clientFolder = join(folder, "client");
  const write = await writerOf(folder, wanted);
  const shownFolder = relative(io.cwd, folder) || ".";
  const subject = (kind: "endpoint" | "client"): WatchedSubject =>
    createWatchedSubject({
      kind,
      name: url.href,
      specification,
      strict: options.strict === true,
      command: `lambda-conformance grade ${kind === "client" ? "--client " : ""}${shellText(join(shownFolder, kind === "client" ? "client/broken.har" : "broken.har"))}`,
      secrets: () => [...secrets],
      options,
      io,
    });
  const endpoint = subject("endpoint");
  const client = subject("client");
  const archives = {
    endpoint: createBrokenHar(folder, creator, tell),
    client: createBrokenHar(clientFolder, creator, tell),
  };
  const record =
    options.record === undefined
      ? undefined
      : createRollingHar(resolve(io.cwd, options.record), creator, tell);
  const remarks = createRemarkWords();
  const agents = new Set<string>();
  const troubles = new Set<string>();
  let passedOn = 0;
  let places = { endpoint: 0, client: 0 };

  const heard = (passed: Passed): void => {
    passedOn += 1;
    for (const secret of secretsOf(passed)) if (secrets.size < MOST_SECRETS) secrets.add(secret);
    const { exchange, signedAs, lost } = passed;
    // A reply that was broken off does not count: nothing shows whether the endpoint was stopped or is faulty.
    const whole = passed.whole && exchange.reply?.fault?.kind !== "cut";
    const received = signedAs === undefined ? exchange : { ...exchange, request: signedAs };
    const agent = headerValue(received.request.headers, "user-agent")?.split(" ")[0];
    if (agent !== undefined && agents.size < MOST_AGENTS) agents.add(agent);
    const finding = lost.includes("request.body") ? undefined : signature(received.request);
    const members = {
      ...(whole && { _whole: true }),
      ...(lost.length > 0 && { _unknown: lost }),
      ...(finding && { _signature: finding }),
    };
    record?.add(exchange, members);

    const recorded: RecordedExchange = {
      place: `entry-${places.endpoint + 1}`,
      exchange,
      unknown: new Set(lost),
      whole,
    };
    const graded = grader.add([recorded]);
    remarks.add(graded.remarks.map((remark) => ({ ...remark, place: `exchange ${passedOn}` })));
    tellTrouble(passed);
    if (graded.broke.length > 0) {
      archives.endpoint.add(exchange, members);
      places = { ...places, endpoint: places.endpoint + 1 };
      endpoint.broke(graded.broke);
    }
    tellClient(
      clientGrader.add({
        place: `exchange ${passedOn}`,
        exchange: received,
        whole,
        hasBody: !lost.includes("request.body"),
        signature: finding,
      }),
    );
  };
  /** Prints a new reason for missing responses as soon as it appears, and what to do about it. */
  const tellTrouble = ({ exchange: { failure } }: Passed): void => {
    if (failure === undefined || troubles.has(failure.says) || troubles.size === MOST_TROUBLES) return;
    troubles.add(failure.says);
    tell(`exchange ${passedOn}: ${url.href} ${troubleWords(failure, url)}`);
  };
  const tellClient = (broke: ReturnType<typeof clientGrader.add>): void => {
    for (const verdict of broke) {
      const { failure } = verdict;
      if (failure === undefined) continue;
      const name = `call-${places.client + 1}`;
      places = { ...places, client: places.client + 1 };
      for (const exchange of failure.exchanges) {
        const finding = signature(exchange.request);
        archives.client.add(exchange, { _case: name, _whole: true, ...(finding && { _signature: finding }) });
      }
      client.broke([{ ...verdict, failure: { ...failure, replay: name } }]);
    }
  };

  const relay = await startRelay(
    {
      to: url.href,
      port: options.listen,
      host: options.host,
      tls: { insecure: insecure === true, ...(ca !== undefined && { ca: certificates(ca) }) },
      mostWaiting: MOST_WAITING_MB * 1024 * 1024,
      ...(sign && { signing: { ...(region !== undefined && { region }), env: io.env } }),
    },
    heard,
  );
  const interrupt = onInterrupt(io, () => relay.giveUp());
  const interrupted = new Promise<void>((end) => interrupt.signal.addEventListener("abort", () => end()));
  endpoint.begin();
  io.out.write(`Listens at ${relay.url.href}\n\n`);
  let told = 0;
  const progress = setInterval(() => {
    if (options.quiet === true || passedOn === told) return;
    told = passedOn;
    const waits = relay.waiting > 0 ? `, ${relay.waiting} waiting to be judged` : "";
    io.err.write(`${passedOn} exchanges, ${keptWords(grader.verdicts())}${waits}\n`);
  }, TOLD_MS);
  try {
    await Promise.race([interrupted, relay.failed]);
    if (relay.waiting > 0 && options.quiet !== true)
      io.err.write(
        `judging ${relay.waiting} waiting exchanges (Ctrl-C again to leave them out, a third time to quit at once)\n`,
      );
    const { skipped, givenUp } = await relay.close();
    tellClient(clientGrader.end());
    if (grader.judged === 0) {
      for (const line of remarks.lines()) io.err.write(`${visible(line)}\n`);
      throw new UserError(nothingJudged(passedOn));
    }
    const notices = [
      ...remarks.lines(),
      ...skippedWords({ noRoom: skipped, givenUp, judged: passedOn, mostWaiting: MOST_WAITING_MB }),
    ];
    const status = endpoint.end(
      { verdicts: grader.verdicts(), errors: grader.errors(), exchanges: grader.judged, notices },
      (report, terminal) => finish(report, write, options, terminal, io),
    );
    io.exitCode = status;
    const verdicts = clientGrader.verdicts();
    if (verdicts.some(({ cases }) => cases > 0)) {
      client.begin([...agents].join(", ") || "application");
      if (options.quiet !== true)
        io.out.write(
          `${recordedCallsText(clientGrader.calls, styleFor(io, options), clientGrader.areNamed)}\n`,
        );
      // A format with its own path can hold only one report.
      const writeClient = await writerOf(
        clientFolder,
        wanted.filter((wish) => !wish.includes(":")),
      );
      const own = client.end(
        { verdicts, errors: [], exchanges: clientGrader.judged, notices: [] },
        (report, terminal) => finish(report, writeClient, options, terminal, io),
      );
      // A failure is worse than a clause that could not be judged.
      io.exitCode = status === 1 || own === 1 ? 1 : Math.max(status, own);
    }
    if ([record, archives.endpoint, archives.client].some((archive) => archive?.fault !== undefined))
      io.exitCode ||= 2;
  } finally {
    clearInterval(progress);
    interrupt.end();
    record?.close();
    archives.endpoint.close();
    archives.client.close();
  }
}

/** Why nothing was judged. */
function nothingJudged(passed: number): string {
  if (passed === 0)
    return "no exchange passed through the proxy: call the printed URL instead of the URL of the endpoint";
  return passed === 1
    ? "the only exchange that passed through the proxy is not a call of the API with a response"
    : `none of the ${passed} exchanges that passed through the proxy is a call of the API with a response`;
}

/** What the endpoint did instead of sending a response. */
function troubleWords({ kind, says }: NonNullable<Passed["exchange"]["failure"]>, { protocol }: URL): string {
  if (kind === "malformed" || kind === "too-long") return `sends a response that is not valid HTTP: ${says}`;
  if (kind !== "refused") return `closes the connection before a response: ${says}`;
  const hint = protocol === "https:" && /certificate|self-signed|altname/i.test(says);
  return hint
    ? `is not trusted: ${says}; give its certificate with --ca FILE, or pass --insecure`
    : `cannot be reached: ${says}`;
}

/** A file of the exchanges that broke a clause, `broken.har` in a folder, to judge them again. It exists only if a clause was broken. */
function createBrokenHar(
  folder: string,
  creator: Parameters<typeof createHarFile>[1],
  tell: (fault: string) => void,
): Pick<HarFile, "add" | "close" | "fault"> {
  const path = join(folder, "broken.har");
  rmSync(path, { force: true });
  let file: HarFile | undefined;
  return {
    get fault() {
      return file?.fault;
    },
    add(...added) {
      makeFolder(folder);
      file ??= createHarFile(path, creator, tell);
      file.add(...added);
    },
    close: () => file?.close(),
  };
}

/**
 * Secrets to hide in all exchanges: a token that one marks as secret may occur unmarked in another. A signature occurs in one exchange
 * only.
 */
function secretsOf({ exchange }: Passed): string[] {
  return secretsIn(exchange).filter((secret) => !/^AWS4-|^[0-9a-f]{64}$/.test(secret));
}

function keptWords(verdicts: readonly { readonly outcome: string }[]): string {
  const count = (outcome: string): number => verdicts.filter((one) => one.outcome === outcome).length;
  return `${count("pass")} clauses kept, ${count("fail")} broken`;
}
