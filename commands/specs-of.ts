import type { Specification } from "../specs/specification.ts";

/** What cases were drawn from: the same text, the same cases. */
export function specsOf({ edition, digest }: Specification): string {
  return `${edition} ${digest}`;
}
