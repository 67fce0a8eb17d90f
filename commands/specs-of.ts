import type { Specification } from "../specs/specification.ts";

/** A text that identifies the specification that cases are made from. The same text means the same cases. */
export function specsOf({ edition, digest }: Specification): string {
  return `${edition} ${digest}`;
}
