import { isIPv6 } from "node:net";
import type { CollectorPlace } from "../drivers/collector.ts";
import { listenAddress } from "./option-values.ts";

interface CollectorOptions {
  readonly collectorListen?: string | undefined;
  readonly collectorHost?: string | undefined;
}

/** Where the collector is to listen, and what functions call it, from the options of a command. @throws UserError for an address that is none */
export function collectorPlace(options: CollectorOptions): CollectorPlace {
  const { collectorListen, collectorHost } = options;
  return {
    ...(collectorListen !== undefined && listenAddress(collectorListen)),
    ...(collectorHost !== undefined && { host: collectorHost }),
  };
}

/** The host that functions call the collector by where options name one, as URLs name it: the reference tells no other but its own machine. */
export function collectorHosts(options: CollectorOptions): readonly string[] {
  const { address, host = address } = collectorPlace(options);
  const url = host !== undefined && `http://${isIPv6(host) ? `[${host}]` : host}/`;
  return url && URL.canParse(url) ? [new URL(url).hostname] : [];
}
