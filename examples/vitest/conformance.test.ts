import { conformance } from "lambda-conformance/vitest";

conformance({
  // Without an endpoint: the reference that is built in.
  ...(process.env.ENDPOINT && { endpoint: process.env.ENDPOINT }),
  only: ["invoke/status/*", "invoke/existence/*"],
  cases: 10,
});
