import type { RunEvent } from "../suites/run/run-event.ts";
import { duration } from "./duration.ts";

/** The progress of a run, counted from its events. */
export interface Progress {
  add(event: RunEvent): void;
  /** One line of at most `width` columns. */
  line(width: number): string;
}

/** @param now a clock that only goes forward, in ms */
export function createProgress(now: () => number = () => performance.now()): Progress {
  let all = 0;
  let judged = 0;
  let failing = 0;
  let exchanges = 0;
  let startedAt = now();
  const seen = new Set<string>();
  return {
    add(event) {
      if (event.type === "run-started") {
        all = event.clauses.length;
        startedAt = now();
      } else if (event.type === "exchange") {
        exchanges++;
      } else if (event.type === "verdict") {
        const { clause, outcome, deviation } = event.verdict;
        if (!seen.has(clause)) judged++;
        seen.add(clause);
        if (outcome === "fail" && deviation === undefined) failing++;
      }
    },
    line(width) {
      const elapsed = now() - startedAt;
      const rate = elapsed > 0 ? Math.round(exchanges / (elapsed / 1000)) : 0;
      const left =
        judged > 0 && judged < all ? `, about ${duration((elapsed / judged) * (all - judged))} left` : "";
      const text = `${judged} of ${all} clauses, ${failing} failing, ${exchanges} exchanges (${rate}/s)${left}`;
      return text.length <= width ? text : text.slice(0, Math.max(width, 0));
    },
  };
}
