import type { Falsification, Falsifier, LeafContext, Responder } from "./falsification.ts";
import type { Leaf } from "./leaf.ts";
import { body, result, witness } from "./places/body.ts";
import { brokenOutputs } from "./places/broken-outputs.ts";
import { error } from "./places/error.ts";
import { headers, outputs } from "./places/header.ts";
import { http } from "./places/http.ts";
import { ledger } from "./places/ledger.ts";
import { log } from "./places/log.ts";
import { status } from "./places/status.ts";
import { stream } from "./places/stream.ts";
import { timing } from "./places/timing.ts";
import { traceAge } from "./places/trace-age.ts";

/** Places in an observation that depend on the endpoint. The others show what was sent. */
const PLACES: Readonly<Record<string, Falsifier>> = {
  http,
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
  traceAge,
};

/** The ways to break one demand, whose path begins at the top of a call. Empty for places that do not depend on the endpoint. */
export function falsify({ path, ...leaf }: Leaf, surroundings: LeafContext): readonly Falsification[] {
  const [name = "", ...below] = path;
  if (leaf.keyword === "anyOf") {
    const each = (leaf.demand as readonly (readonly Leaf[])[]).map((leaves) => {
      const rule = leaves.find(({ path: [place] }) => place !== "status") ?? leaves[0];
      return rule && falsify(rule, surroundings)[0];
    });
    return each.includes(undefined) ? [] : [together(each as readonly Falsification[])];
  }
  return PLACES[name]?.({ ...leaf, path: below }, surroundings) ?? [];
}

/** All faults at once, so that the reply keeps no alternative. */
function together(wrongs: readonly Falsification[]): Falsification {
  return {
    says: [...new Set(wrongs.map(({ says }) => says))].join(" and "),
    apply: (answer, request) =>
      wrongs.reduce<Responder>(
        (before, { apply }) =>
          (asked) =>
            apply(before, asked),
        answer,
      )(request),
  };
}
