import type { InvokeStep } from "../generators/case.ts";
import { expectedMs } from "../generators/expected-ms.ts";
import type { Fixture } from "../specs/fixture.ts";

/** A busy endpoint that starts a new environment answers within this many ms more than the request takes by itself. */
const GRACE_MS = 20_000;

/** How long to wait for a first sign of the response to a request, in ms. */
export function patienceWith(step: InvokeStep, fixtures: readonly Fixture[]): number {
  return expectedMs(step, fixtures) + GRACE_MS;
}
