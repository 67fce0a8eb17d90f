import type { CallKind } from "./call-kind.ts";

/** Requests of any of these kinds. */
export function anyCall(kinds: readonly CallKind[]): CallKind {
  return {
    type: kinds[0]?.type,
    matcher(specification, probe) {
      const matchers = kinds.map((kind) => kind.matcher(specification, probe));
      return (request) => matchers.some((fits) => fits(request));
    },
  };
}
