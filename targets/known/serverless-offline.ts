import { serverlessTarget } from "../serverless-target.ts";
import type { Target } from "../target.ts";

const target: Target = serverlessTarget({
  name: "serverless-offline",
  version: "14.8",
  framework: "3.77",
  probeFile: "probe.mjs",
  command: (port) => ["offline", "start", "--host", "127.0.0.1", "--lambdaPort", String(port), "--noSponsor"],
  // It does not see that a function has exited, and answers only when its time is over.
  longestTimeout: 10,
  // Every request in flight has a worker thread of its own.
  concurrency: 8,
  // There is no route for InvokeWithResponseStream, and nothing but functions by their bare names.
  without: [
    "alias",
    "authenticates",
    "dead-letter",
    "durable",
    "logs",
    "python",
    "streaming",
    "tenancy",
    "throttled",
    "version",
  ],
  deviations: [],
});

export default target;
