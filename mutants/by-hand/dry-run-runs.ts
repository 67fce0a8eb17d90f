import { headerValue } from "../../wire/raw-headers.ts";
import type { Mutant } from "../mutant.ts";
import { withField } from "../rewritten.ts";

/** Runs the function on a dry run. */
export const dryRunRuns: Mutant = {
  name: "dry-run-runs",
  clause: "invoke/status/dry-run",
  says: "A dry run runs the function and returns its result.",
  wrap: (handler) => ({
    handle: (request) =>
      headerValue(request.headers, "X-Amz-Invocation-Type") === "DryRun"
        ? handler.handle({
            ...request,
            headers: withField(request.headers, "X-Amz-Invocation-Type", undefined),
          })
        : handler.handle(request),
  }),
};
