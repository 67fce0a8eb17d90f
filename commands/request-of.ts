import { compose } from "../drivers/compose.ts";
import type { Placeholders } from "../drivers/placeholders.ts";
import { UnsendableError } from "../drivers/unsendable-error.ts";
import type { InvokeStep } from "../generators/case.ts";
import type { ReportedRequest } from "../reports/report.ts";
import { reportedBody } from "../reports/reported-body.ts";
import type { Specification } from "../specs/specification.ts";
import { defaults } from "../targets/reference/defaults.ts";
import { redact } from "../wire/redact.ts";
import { givenSecrets } from "../wire/secrets.ts";

/** The values of placeholders in examples, which are not sent. */
export const EXAMPLE: Required<Placeholders> = {
  ...defaults,
  nonce: "n0123456789abcdef0123",
  collector: "http://127.0.0.1:8080/",
};
/** Most bytes of a body that an example shows. */
export const SHOWN = 512;
const ORIGIN = "http://127.0.0.1:4566";

/** The unsigned request of a step as it would be sent to an example endpoint, or why it cannot be sent. */
export function requestOf(
  step: InvokeStep,
  specification: Specification,
  headers: readonly (readonly [string, string])[] = [],
): ReportedRequest | { readonly unsendable: string } {
  try {
    const operation = specification.operations[step.operation];
    const { request } = compose(step, operation, EXAMPLE, { basePath: "", headers });
    const exchange = { origin: ORIGIN, request, startedAt: 0 };
    // A header that the user adds is as secret here as in a real request.
    const { request: safe } = headers.length === 0 ? exchange : redact(exchange, givenSecrets([], headers));
    return { origin: ORIGIN, ...safe, body: reportedBody(safe.body, SHOWN) };
  } catch (error) {
    if (error instanceof UnsendableError) return { unsendable: error.message };
    throw error;
  }
}
