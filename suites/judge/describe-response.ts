import type { View } from "../view/view.ts";
import { show } from "./show.ts";

const EXCERPT = 100;

/** The last response in a few words: `404 ResourceNotFoundException "Function not found"`, `200 {"a":1}`. */
export function describeResponse({ status, error, result }: View): string {
  const said = error ? error.message : result;
  const words = [status ?? "no response", error?.code, said === undefined ? undefined : show(said, EXCERPT)];
  return words.filter((word) => word !== undefined).join(" ");
}
