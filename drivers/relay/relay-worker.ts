/** A relay in a separate thread, so that processing the exchanges never delays a byte. Started by start-relay.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { UserError } from "../../specs/user-error.ts";
import { credentialsFor, regionOfHost } from "../../targets/endpoint.ts";
import type { Credentials } from "../../targets/target.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { sign } from "../../wire/sign.ts";
import type { Tls } from "../net-door.ts";
import type { Passed } from "./passed.ts";
import { openRelay } from "./relay.ts";
import { weightOf } from "./weight-of.ts";

export interface RelayWorkerData {
  readonly to: string;
  readonly port: number;
  readonly host: string;
  readonly tls: Tls;
  /** Bytes of exchanges that may wait to be taken. While more wait, exchanges are passed on but never handed over. */
  readonly mostWaiting: number;
  /** Settings for signing requests again, for this region when one is given. Absent when requests are not signed. */
  readonly signing?: { readonly region?: string; readonly env: Readonly<Record<string, string | undefined>> };
}

export type FromRelay =
  | { readonly listening: string }
  | { readonly failed: string; readonly isUserError: boolean }
  | { readonly passed: Passed }
  /** The number of exchanges that were passed on but not handed over, because too many were waiting. */
  | { readonly closed: { readonly skipped: number } };

/** An exchange of this weight was taken, or the relay must end. */
export type ToRelay = { readonly taken: number } | "close";

const port = parentPort;
if (port === null) throw new Error("relay-worker.ts runs in a worker");
const { to, signing, mostWaiting, ...options } = workerData as RelayWorkerData;
const send = (message: FromRelay, bodies: ArrayBuffer[] = []): void => port.postMessage(message, bodies);

let waiting = 0;
let skipped = 0;
const tell = (passed: Passed): void => {
  const weight = weightOf(passed);
  if (waiting + weight > mostWaiting) {
    skipped += 1;
    return;
  }
  waiting += weight;
  // A piece of a larger buffer would be sent together with the whole buffer.
  const { request, reply } = passed.exchange;
  const [sent, received] = [Uint8Array.from(request.body), Uint8Array.from(reply?.body ?? [])];
  const exchange = {
    ...passed.exchange,
    request: { ...request, body: sent },
    ...(reply && { reply: { ...reply, body: received } }),
  };
  const { signedAs, ...rest } = passed;
  const message = { ...rest, exchange, ...(signedAs && { signedAs: { ...signedAs, body: sent } }) };
  send({ passed: message }, [sent.buffer, received.buffer]);
};

try {
  const url = new URL(to);
  const relay = await openRelay({
    ...options,
    to: url,
    tell,
    ...(signing && { sign: await signerFor(url, signing) }),
  });
  port.on("message", async (message: ToRelay) => {
    if (message === "close") {
      await relay.close();
      send({ closed: { skipped } });
      port.close();
    } else {
      waiting -= message.taken;
    }
  });
  send({ listening: relay.url.href });
} catch (error) {
  send({ failed: (error as Error).message, isUserError: error instanceof UserError });
  port.close();
}

async function signerFor(
  url: URL,
  { region, env }: NonNullable<RelayWorkerData["signing"]>,
): Promise<(request: RawRequest, host: string) => Promise<RawRequest>> {
  const credentials = await credentialsFor(url, env);
  // The same object is kept while its content is the same, so that a key is prepared once.
  let key: Credentials = await credentials();
  return async (request, host) => {
    const now = await credentials();
    if (now.accessKeyId !== key.accessKeyId || now.sessionToken !== key.sessionToken) key = now;
    const scope = region ?? regionOfHost(url.hostname) ?? env["AWS_REGION"] ?? "us-east-1";
    return sign(request, host, key, scope);
  };
}
