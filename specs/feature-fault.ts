import type { Fixture } from "./fixture.ts";
import { nearest } from "./nearest.ts";

/** Why a name is that of no feature, with the one that was probably meant; undefined when there is such a feature. */
export function featureFault(name: string, fixtures: readonly Fixture[]): string | undefined {
  const known = fixtures.map(({ feature }) => feature);
  if (known.includes(name)) return undefined;
  const meant = nearest(name, known);
  return `there is no such feature; ${meant === undefined ? `there are ${known.join(", ")}` : `did you mean ${meant}?`}`;
}
