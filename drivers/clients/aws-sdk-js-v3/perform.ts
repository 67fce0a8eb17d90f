import { createRequire } from "node:module";
import {
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  InvokeWithResponseStreamCommand,
  type InvokeWithResponseStreamCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
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
    "client-retries",
    "client-tenancy",
    "client-timeout",
  ],
};

/** Makes one call with a client of its own, as nothing of the call before is to be left. */
export async function perform(call: ClientCall): Promise<ClientOutcome> {
  const client = new LambdaClient({
    endpoint: call.endpoint,
    region: call.region,
    credentials: call.credentials,
    requestHandler: { requestTimeout: call.timeoutMs, throwOnRequestTimeout: true },
    ...(call.maxAttempts !== undefined && { maxAttempts: call.maxAttempts }),
  });
  try {
    return call.operation === "Invoke" ? await invoke(client, call) : await stream(client, call);
  } finally {
    client.destroy();
  }
}

async function invoke(client: LambdaClient, { input }: ClientCall): Promise<ClientOutcome> {
  try {
    const reply: InvokeCommandOutput = await client.send(
      new InvokeCommand(withBytes(input) as unknown as InvokeCommandInput),
    );
    const { $metadata: _, Payload: payload, ...members } = reply;
    return { output: { ...members, Payload: base64(payload) } };
  } catch (error) {
    return { error: errorOf(error) };
  }
}

async function stream(client: LambdaClient, { input }: ClientCall): Promise<ClientOutcome> {
  const partial: Record<string, unknown> = {};
  const events: Record<string, unknown>[] = [];
  try {
    const reply = await client.send(
      new InvokeWithResponseStreamCommand(
        withBytes(input) as unknown as InvokeWithResponseStreamCommandInput,
      ),
    );
    const { $metadata: _, EventStream: given, ...members } = reply;
    Object.assign(partial, members, { EventStream: events });
    for await (const event of given ?? []) {
      if (event.PayloadChunk) events.push({ PayloadChunk: { Payload: base64(event.PayloadChunk.Payload) } });
      else if (event.InvokeComplete) events.push({ InvokeComplete: event.InvokeComplete });
      else events.push(Object.fromEntries(Object.keys(event).map((name) => [name, {}])));
    }
    return { output: partial };
  } catch (error) {
    const handed = Object.keys(partial).length > 0;
    return { error: { ...errorOf(error), ...(handed && { partial }) } };
  }
}

function withBytes({ Payload: payload, ...others }: ClientCall["input"]): Record<string, unknown> {
  return payload === undefined ? others : { ...others, Payload: Buffer.from(payload, "base64") };
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
