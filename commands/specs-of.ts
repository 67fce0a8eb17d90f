import type { Specification } from "../specs/specification.ts";

/** Identifies the specification that cases are made from: the same text means the same cases. */
export function specsOf({ edition, digest }: Specification): string {
  return `${edition} ${digest}`;
}
