import type { Fixture } from "./fixture.ts";
import { nearest } from "./nearest.ts";

/** Why a name is not a feature, with the feature that was probably meant. Undefined when the feature exists. */
export function featureFault(name: string, fixtures: readonly Fixture[]): string | undefined {
  const known = fixtures.map(({ feature }) => feature);
  if (known.includes(name)) return undefined;
  const meant = nearest(name, known);
  return `there is no such feature; ${meant === undefined ? `use one of ${known.join(", ")}` : `did you mean ${meant}?`}`;
}
