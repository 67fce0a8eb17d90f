import type { Fault } from "./expectation-fault.ts";
import { fileKind } from "./file-kind.ts";

/**
 * Says in words where a document is wrong and what is wrong there: `/seed: must be integer`. A document that is wrong at its root may be a
 * file of another kind. If so, the words also name that kind.
 */
export function documentFaultWords({ pointer, says }: Fault, document: unknown): string {
  return pointer === "" ? `/: ${says}${fileKind(JSON.stringify(document))}` : `${pointer}: ${says}`;
}
