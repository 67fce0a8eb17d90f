import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import {
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  LambdaClient,
  type LambdaClientConfig,
} from "@aws-sdk/client-lambda";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import type { ClientError, ClientOutcome } from "../../observation.ts";
import type { ClientCall, Hello } from "../client.ts";

const { version } = createRequire(import.meta.url)("@aws-sdk/client-lambda/package.json") as {
  version: string;
};

export const hello: Hello = {
  driver: "aws-sdk-js-v3",
  version,
  operations: ["Invoke", "InvokeWithResponseStream"],
  features: [
    "client-attempts",
    "client-durable",
    "client-error-members",
    "client-error-status",
    "client-knows-api",
    "client-retries",
    "client-retry-standard",
    "client-tenancy",
    "client-timeout",
  ],
};

/**
 * How the client is configured:
 * - plain: with requestTimeout, as most users set it. Alone, it only logs a warning.
 * - throw: also with throwOnRequestTimeout.
 * - fetch: with the handler for browsers, where requestTimeout is enough.
 * - adaptive: like `throw`, in the other retry mode.
 */
export type Profile = "plain" | "throw" | "fetch" | "adaptive";

const DEFAULT_ATTEMPTS = 3;
const PATIENCE_MS = 5_000;

/** Makes one call. A call that has not settled 2 s after all the time that it may take counts as `unsettled`. */
export async function perform(call: ClientCall, profile: Profile = "plain"): Promise<ClientOutcome> {
  const most = call.timeoutMs * (call.maxAttempts ?? DEFAULT_ATTEMPTS) + PATIENCE_MS;
  const over = new AbortController();
  const unsettled = sleep<ClientOutcome>(most, { unsettled: true }, { signal: over.signal });
  // This rejects when the call ends, which is intended.
  unsettled.catch(() => {});
  // A new client for each call: leftovers of the previous call, such as spent retry tokens, must not affect this one.
  const client = new LambdaClient({
    endpoint: call.endpoint,
    region: call.region,
    credentials: call.credentials,
    requestHandler: handlers[profile](call.timeoutMs),
    ...(profile === "adaptive" && { retryMode: "adaptive" }),
    ...(call.maxAttempts !== undefined && { maxAttempts: call.maxAttempts }),
  });
  try {
    const outcome = call.operation === "Invoke" ? invoke(client, call) : stream(client, call);
    return await Promise.race([outcome, unsettled]);
  } finally {
    over.abort();
    client.destroy();
  }
}

const handlers: Readonly<
  Record<Profile, (requestTimeout: number) => NonNullable<LambdaClientConfig["requestHandler"]>>
> = {
  plain: (requestTimeout) => ({ requestTimeout }),
  throw: (requestTimeout) => ({ requestTimeout, throwOnRequestTimeout: true }),
  adaptive: (requestTimeout) => ({ requestTimeout, throwOnRequestTimeout: true }),
  fetch: (requestTimeout) => new FetchHttpHandler({ requestTimeout }),
};

async function invoke(client: LambdaClient, { input }: ClientCall): Promise<ClientOutcome> {
  try {
    const reply: InvokeCommandOutput = await client.send(
      new InvokeCommand(withBytes(input) as unknown as InvokeCommandInput),
    );
    const { $metadata: _, Payload: payload, ...members } = reply;
    return { output: { ...members, Payload: base64(payload) }, ...typeOf(payload) };
  } catch (error) {
    return { error: errorOf(error) };
  }
}

async function stream(client: LambdaClient, { input }: ClientCall): Promise<ClientOutcome> {
  const partial: Record<string, unknown> = {};
  const events: Record<string, unknown>[] = [];
  let payload: unknown;
  try {
    const reply = await client.send(
      new InvokeWithResponseStreamCommand(
        withBytes(input) as unknown as InvokeWithResponseStreamCommandInput,
      ),
    );
    const { $metadata: _, EventStream: given, ...members } = reply;
    Object.assign(partial, members, { EventStream: events });
    for await (const event of given ?? []) {
      if (event.PayloadChunk) {
        payload = event.PayloadChunk.Payload;
        events.push({ PayloadChunk: { Payload: base64(event.PayloadChunk.Payload) } });
      } else if (event.InvokeComplete) events.push({ InvokeComplete: event.InvokeComplete });
      else events.push(Object.fromEntries(Object.keys(event).map((name) => [name, {}])));
    }
    return { output: partial, ...typeOf(payload) };
  } catch (error) {
    const handed = Object.keys(partial).length > 0;
    return { error: { ...errorOf(error), ...(handed && { partial }) } };
  }
}

function withBytes({ Payload: payload, ...others }: ClientCall["input"]): Record<string, unknown> {
  return payload === undefined ? others : { ...others, Payload: Buffer.from(payload, "base64") };
}

function typeOf(payload: unknown): Pick<ClientOutcome, "payloadType"> {
  if (payload === undefined) return {};
  return { payloadType: payload instanceof Uint8Array ? "bytes" : "text" };
}

function base64(bytes: Uint8Array | null | undefined): string | null {
  return bytes ? Buffer.from(bytes).toString("base64") : null;
}

function errorOf(thrown: unknown): ClientError {
  const {
    name,
    message,
    stack: _,
    cause: __,
    $metadata,
    $fault: ___,
    $response: ____,
    $retryable: _____,
    ...members
  } = thrown as Error & Record<string, unknown>;
  const { httpStatusCode: status, attempts } = ($metadata ?? {}) as {
    httpStatusCode?: number;
    attempts?: number;
  };
  return {
    name,
    message,
    ...(status !== undefined && { status }),
    members: JSON.parse(JSON.stringify(members)) as Record<string, unknown>,
    sent: attempts !== undefined,
  };
}
