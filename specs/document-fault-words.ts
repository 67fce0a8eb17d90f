import type { Fault } from "./expectation-fault.ts";
import { fileKind } from "./file-kind.ts";

/**
 * Says in words where a document is wrong and what is wrong there: `/seed: must be an integer`. If its root is wrong, it may be a file of another
 * kind: then that is named, too.
 */
export function documentFaultWords({ pointer, says }: Fault, document: unknown): string {
  return pointer === "" ? `/: ${says}${fileKind(JSON.stringify(document))}` : `${pointer}: ${says}`;
}
