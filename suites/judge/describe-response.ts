import type { View } from "../view/view.ts";

/** Status and error code of the last response in a few words, `404 ResourceNotFoundException`. */
export function describeResponse({ status, error }: View): string {
  return [status ?? "no reply", error?.code ?? ""].join(" ").trim();
}
