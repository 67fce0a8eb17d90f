import type { OperationName } from "../../specs/operation.ts";
import { type Asked, createReader } from "./asked.ts";
import type { CallKind } from "./call-kind.ts";

/** Requests of an operation that have something in common. */
export function askedCall(
  operation: OperationName,
  fits: (asked: Asked, probe: string) => boolean,
): CallKind {
  return {
    matcher(specification, probe) {
      const read = createReader(specification);
      return (request) => {
        const asked = read(request);
        return asked?.operation.name === operation && fits(asked, probe);
      };
    },
  };
}
