import type { Specification } from "../../specs/specification.ts";
import type { View } from "../view/view.ts";

/** The throttling response of an endpoint, in words. Such a response shows nothing about the request. Undefined if there is none. */
export function throttling({ calls }: View, { errors }: Specification): string | undefined {
  for (const { status, error } of calls) {
    const spec = error && errors.find(({ code, throttles }) => throttles && code === error.code);
    if (spec && error.status === status) return `${status} ${spec.code}`;
  }
  return undefined;
}
