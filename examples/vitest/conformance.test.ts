import { conformance } from "lambda-conformance/vitest";

conformance({
  // Without ENDPOINT, the built-in reference is tested.
  ...(process.env.ENDPOINT && { endpoint: process.env.ENDPOINT }),
  only: ["invoke/status/*", "invoke/existence/*"],
  cases: 10,
});
