import type { Client } from "../../drivers/clients/client.ts";
import { createClientDriver } from "../../drivers/clients/client-driver.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { MetTarget } from "./meet-target.ts";
import type { RunOptions } from "./run-options.ts";

/** Longest timeout of a client, in ms. Our replies take a tenth of it. The rest is for clients that a busy machine slows down. */
const MOST_TIMEOUT_MS = 10_000;
/** Most concurrent calls. Each may be a process, and most processes keep the processor busy while they work. */
const MOST_LANES = 4;

/**
 * Starts a client under test, with a driver that performs cases with it. Its features are those that it names itself.
 * @throws UserError if it cannot be started
 */
export async function meetClient(
  client: Client,
  options: RunOptions,
  progress: (says: string) => void,
): Promise<MetTarget> {
  const { specification, concurrency, timeoutMs, door } = options;
  const driver = await createClientDriver({
    client,
    specification,
    lanes: Math.min(concurrency, MOST_LANES),
    timeoutMs: Math.min(timeoutMs, MOST_TIMEOUT_MS),
    progress,
    ...(door && { door }),
  });
  const { version, operations, features } = driver.hello;
  const streams = operations.includes("InvokeWithResponseStream");
  return {
    started: {
      url: new URL("http://127.0.0.1"),
      version,
      ...defaults,
      credentials: { accessKeyId: "", secretAccessKey: "" },
      without: specification.fixtures
        .map(({ feature }) => feature)
        .filter((feature) =>
          feature.startsWith("client-") ? !features.includes(feature) : feature === "streaming" && !streams,
        ),
      signs: true,
      stop: async () => {},
    },
    driver,
    close: () => driver.close(),
  };
}
