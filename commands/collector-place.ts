import type { CollectorPlace } from "../drivers/collector.ts";
import { listenAddress } from "./option-values.ts";

/** Where the collector is to listen, and what functions call it, from the options of a command. @throws UserError for an address that is none */
export function collectorPlace(options: {
  readonly collectorListen?: string | undefined;
  readonly collectorHost?: string | undefined;
}): CollectorPlace {
  const { collectorListen, collectorHost } = options;
  return {
    ...(collectorListen !== undefined && listenAddress(collectorListen)),
    ...(collectorHost !== undefined && { host: collectorHost }),
  };
}
