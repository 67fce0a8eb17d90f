import type { Fixture } from "../../specs/fixture.ts";
import { readFrames } from "../../wire/frames.ts";
import { type Answered, type InvokedTarget, invokeFunction, saysOf } from "./invoke-function.ts";

/** What the check of one feature found. */
export interface FeatureFinding {
  readonly feature: string;
  /**
   * `unsupported`: the endpoint does not offer the feature; `misbehaves`: it offers the feature, but the feature does not work as
   * specified.
   */
  readonly state: "works" | "misbehaves" | "unsupported";
  readonly says: string;
}

/** Who is told how far the checks are. They may take a minute each. */
export interface FeatureListener {
  /** Called before a feature is tried. */
  tries(feature: string): void;
  found(finding: FeatureFinding): void;
}

/** Where functions report that they ran: the collector of a run. */
export interface CalledBack {
  readonly url: string;
  entries(nonce: string): readonly unknown[];
}

type Called = (order: unknown, more?: Partial<Parameters<typeof invokeFunction>[1]>) => Promise<Answered>;
type Check = (called: Called, fixture: Fixture, collector: CalledBack | undefined) => Promise<Outcome>;
type Outcome = Pick<FeatureFinding, "state" | "says">;

const works = (says: string): Outcome => ({ state: "works", says });
const misbehaves = (says: string): Outcome => ({ state: "misbehaves", says });
const unsupported = (says: string): Outcome => ({ state: "unsupported", says });

/** The probe's answer to `describe`; undefined when something else answered. */
export function describedBy(answered: Answered): { runtime: string; can: readonly string[] } | undefined {
  try {
    const said = JSON.parse(Buffer.from(answered.body).toString());
    return said?.probe === "lambda-conformance" ? said : undefined;
  } catch {
    return undefined;
  }
}

const described: Check = async (called, { qualifier, settings }) => {
  const answered = await called({ describe: true }, qualifier === undefined ? {} : { qualifier });
  const said = describedBy(answered);
  if (said === undefined) return misbehaves(`the probe does not respond: ${saysOf(answered)}`);
  if (qualifier === undefined) return works(`runs in ${said.runtime}`);
  const wanted = String(settings?.["FunctionVersion"] ?? qualifier);
  return executedAs(answered, [wanted]);
};

function executedAs({ headers }: Answered, wanted: readonly string[]): Outcome {
  const executed = headers.get("x-amz-executed-version");
  if (executed === null)
    return misbehaves("a function runs, but no X-Amz-Executed-Version says which version");
  return wanted.includes(executed)
    ? works(`runs as version ${executed}`)
    : misbehaves(`runs as version ${executed}, not ${wanted.join(" or ")}`);
}

/** A function with a timeout of 1 second is told to work for 3. */
const timesOut =
  (streaming: boolean): Check =>
  async (called) => {
    const { status, headers, ms } = await called({ sleep: { ms: 3000 } }, { streaming });
    // In a recording of AWS, the stream of a function that timed out ended without an error code.
    const failed = streaming || headers.get("x-amz-function-error") !== null;
    const seconds = (ms / 1000).toFixed(1);
    if (ms >= 2900) return misbehaves(`its timeout is 1 s, but a call that takes 3 s ran for ${seconds} s`);
    if (status === 200 && failed) return works(`ends after ${seconds} s`);
    return misbehaves(`it ends after ${seconds} s, but its response (${status}) reports no error`);
  };

/** The function exists. An invocation cannot show what its destination receives. */
const isThere: Check = async () => works("exists; its destination was not checked");

const CHECKS: Readonly<Record<string, Check>> = {
  probe: described,
  version: described,
  "second-version": described,
  alias: described,
  python: described,
  "dead-letter": isThere,
  destinations: isThere,
  expiring: isThere,
  async "weighted-alias"(called, { qualifier = "" }) {
    return executedAs(await called({ describe: true }, { qualifier }), ["1", "2"]);
  },
  async streaming(called) {
    const chunks = [{ text: "a" }, { text: "b", pauseMs: 500 }];
    const answered = await called({ stream: { chunks } }, { streaming: true });
    if (answered.status !== 200)
      return unsupported(`InvokeWithResponseStream responds with ${saysOf(answered)}`);
    const { frames } = readFrames(answered.body);
    const types = frames.map(({ headers }) => headers.find(({ name }) => name === ":event-type")?.value);
    if (!types.includes("PayloadChunk")) return misbehaves(`no PayloadChunk arrived: ${saysOf(answered)}`);
    const apart = (answered.piecesAt.at(-1) ?? 0) - (answered.piecesAt[0] ?? 0);
    if (apart > 300) return works("streams chunk by chunk");
    return misbehaves("the response arrives in one piece: chunks are not sent when they are written");
  },
  "short-timeout": timesOut(false),
  "stream-short-timeout": timesOut(true),
  async throttled(called) {
    const answered = await called({ describe: true });
    return answered.status === 429
      ? works("is rejected with 429")
      : misbehaves(`should be rejected with 429, but the response is ${saysOf(answered)}`);
  },
  async tenancy(called) {
    const tenant = [["X-Amz-Tenant-Id", "blue"]] as const;
    const answered = await called({ context: true }, { headers: tenant });
    const text = Buffer.from(answered.body).toString();
    const told = /"tenantId":\s*"blue"/.test(text);
    const { status } = await called({ describe: true });
    if (told && status === 400) return works("receives its tenant, and rejects requests without one");
    const faults = [
      ...(told ? [] : ["it does not receive its tenant"]),
      ...(status === 400 ? [] : [`a request without a tenant gets ${status}, not 400`]),
    ];
    return misbehaves(faults.join("; "));
  },
  async durable(called) {
    const answered = await called({ describe: true }, { qualifier: "$LATEST" });
    const arn = answered.headers.get("x-amz-durable-execution-arn");
    if (describedBy(answered) !== undefined && arn !== null) return works("creates durable executions");
    return misbehaves(
      arn === null
        ? `runs as an ordinary function: its DurableConfig was ignored: ${saysOf(answered)}`
        : saysOf(answered),
    );
  },
  async async(called) {
    const answered = await called({}, { headers: [["X-Amz-Invocation-Type", "Event"]] });
    if (answered.status === 202) return works("events are accepted");
    const says = `the response to an event should be 202, but is ${saysOf(answered)}`;
    return answered.status >= 400 ? unsupported(says) : misbehaves(says);
  },
  async logs(called) {
    const answered = await called({ log: { lines: ["a line"] } }, { headers: [["X-Amz-Log-Type", "Tail"]] });
    return answered.headers.get("x-amz-log-result") === null
      ? unsupported("the response has no X-Amz-Log-Result")
      : works("come with the response");
  },
  async authenticates(called) {
    const key = { accessKeyId: "AKIAUNKNOWNKEY222222", secretAccessKey: "nobody" };
    const { status } = await called({ describe: true }, { key });
    return status === 403
      ? works("an unknown key is rejected")
      : unsupported(`an unknown key gets ${status}`);
  },
  async collector(called, _fixture, collector) {
    if (collector === undefined) return unsupported("no collector is running");
    const nonce = `deploy-${process.pid}-${Date.now()}`;
    const answered = await called({ count: { url: collector.url, nonce } });
    return collector.entries(nonce).length > 0
      ? works(`functions reach ${collector.url}`)
      : unsupported(
          `functions cannot reach ${collector.url}; see --collector-listen and --collector-host: ${saysOf(answered)}`,
        );
  },
};

/**
 * Tries each feature by invocations, and finds which ones work, misbehave or are unsupported. It leaves out features that take minutes to
 * test, and those that are not visible from outside.
 * @param features the features to try
 * @param probe name of the probe
 */
export async function checkFeatures(
  target: InvokedTarget,
  fixtures: readonly Fixture[],
  features: readonly string[],
  probe: string,
  collector?: CalledBack,
  listener?: FeatureListener,
): Promise<FeatureFinding[]> {
  const findings: FeatureFinding[] = [];
  for (const fixture of fixtures) {
    const check = CHECKS[fixture.feature];
    if (check === undefined || !features.includes(fixture.feature)) continue;
    listener?.tries(fixture.feature);
    const name = (fixture.name ?? "{function}").replace("{function}", probe);
    const called: Called = (order, more) =>
      invokeFunction(target, { name, event: { $probe: order }, ...more });
    const outcome = await lookFor(called, fixture, name)
      .then((missing) => missing ?? check(called, fixture, collector))
      .catch((fault: Error) =>
        misbehaves(
          `invoking ${name} failed: ${fault.cause instanceof Error ? fault.cause.message : fault.message}`,
        ),
      );
    const finding = { feature: fixture.feature, ...outcome };
    listener?.found(finding);
    findings.push(finding);
  }
  return findings;
}

/** The finding when the function of a feature, or its version or alias, does not exist. */
async function lookFor(
  called: Called,
  { name, qualifier }: Fixture,
  real: string,
): Promise<Outcome | undefined> {
  if (name === undefined) return undefined;
  const { status } = await called({ describe: true }, qualifier === undefined ? {} : { qualifier });
  return status === 404
    ? unsupported(
        qualifier === undefined
          ? `there is no function ${real}`
          : `${real} has no version or alias ${qualifier}`,
      )
    : undefined;
}
