import type { Falsification, Place, Surroundings } from "./falsification.ts";
import type { Leaf } from "./leaf.ts";
import { body, result, witness } from "./places/body.ts";
import { brokenOutputs } from "./places/broken-outputs.ts";
import { error } from "./places/error.ts";
import { headers, outputs } from "./places/header.ts";
import { ledger } from "./places/ledger.ts";
import { log } from "./places/log.ts";
import { status } from "./places/status.ts";
import { stream } from "./places/stream.ts";
import { timing } from "./places/timing.ts";

/** What stands in an observation because of the server: the rest is what was sent. */
const PLACES: Readonly<Record<string, Place>> = {
  status,
  headers,
  outputs,
  brokenOutputs,
  body,
  result,
  witness,
  error,
  log,
  stream,
  ledger,
  timing,
};

/** The ways to break one demand; its path begins at the top of a call. None for what no server decides. */
export function falsify({ path, ...leaf }: Leaf, surroundings: Surroundings): readonly Falsification[] {
  const [name = "", ...below] = path;
  return PLACES[name]?.({ ...leaf, path: below }, surroundings) ?? [];
}
