import type { InvokeStep } from "../generators/case.ts";
import { expectedMs } from "../generators/expected-ms.ts";
import type { Fixture } from "../specs/fixture.ts";

/** A busy endpoint that starts a new environment answers within so many ms more than a call takes by itself. */
const GRACE_MS = 20_000;

/** How long a sign of the reply to a call is waited for, in ms. */
export function patienceWith(step: InvokeStep, fixtures: readonly Fixture[]): number {
  return expectedMs(step, fixtures) + GRACE_MS;
}
