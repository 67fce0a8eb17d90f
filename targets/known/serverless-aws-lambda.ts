import { serverlessTarget } from "../serverless-target.ts";
import type { Target } from "../target.ts";

/** It listens on all interfaces and has no option for it: loaded into its process, this makes it loopback. */
const loopback = `const { Server } = require("node:net");
const { listen } = Server.prototype;
Server.prototype.listen = function (port, ...rest) {
  const where = typeof port === "number" ? { port, host: "127.0.0.1" } : port;
  return listen.call(this, where, ...rest);
};
`;

const target: Target = serverlessTarget({
  name: "serverless-aws-lambda",
  version: "4.8",
  framework: "3.77",
  // Its bundler does not look for .mjs.
  probeFile: "probe.js",
  files: { "loopback.cjs": loopback },
  nodeOptions: ["--require", "./loopback.cjs"],
  command: (port) => ["aws-lambda", "--port", String(port)],
  // Without this member it does not read --port.
  service: { custom: { "serverless-aws-lambda": {} } },
  // When an invocation ends, the timers of all others in its function are stopped.
  concurrency: 1,
  without: [
    "alias",
    "authenticates",
    "dead-letter",
    "durable",
    "logs",
    "python",
    "tenancy",
    "throttled",
    "version",
  ],
  deviations: [],
});

export default target;
