import { isIPv6 } from "node:net";
import type { CollectorPlace } from "../drivers/collector.ts";
import { listenAddress } from "./option-values.ts";

interface CollectorOptions {
  readonly collectorListen?: string | undefined;
  readonly collectorHost?: string | undefined;
}

/**
 * The address that the collector listens on, and the host by which functions reach it, from the options of a command.
 * @throws UserError for an invalid address
 */
export function collectorPlace(options: CollectorOptions): CollectorPlace {
  const { collectorListen, collectorHost } = options;
  return {
    ...(collectorListen !== undefined && listenAddress(collectorListen)),
    ...(collectorHost !== undefined && { host: collectorHost }),
  };
}

/**
 * The host by which functions reach the collector, as in a URL. Empty if no option names one. The reference lets functions report to no
 * other host.
 */
export function collectorHosts(options: CollectorOptions): readonly string[] {
  const { address, host = address } = collectorPlace(options);
  const url = host !== undefined && `http://${isIPv6(host) ? `[${host}]` : host}/`;
  return url && URL.canParse(url) ? [new URL(url).hostname] : [];
}
