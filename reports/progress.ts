import type { RunEvent } from "../suites/run/run-event.ts";
import { duration } from "./duration.ts";

/** The progress of a run, counted from its events. */
export interface Progress {
  add(event: RunEvent): void;
  /** Whether nothing has come for some seconds. */
  silent(): boolean;
  /** One line of at most `width` columns. */
  line(width: number): string;
}

/** After this time without an exchange, the line says so. */
const SILENT_MS = 5000;

/** @param now a clock that only goes forward, in ms */
export function createProgress(now: () => number = () => performance.now()): Progress {
  let all = 0;
  let judged = 0;
  let failing = 0;
  let exchanges = 0;
  let startedAt = now();
  let lastAt = startedAt;
  const seen = new Set<string>();
  const silentMs = (): number => now() - lastAt;
  return {
    silent: () => silentMs() >= SILENT_MS,
    add(event) {
      if (event.type === "run-started" || event.type === "exchange") lastAt = now();
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
      const cut = (text: string): string => text.slice(0, Math.max(width, 0));
      const silence = silentMs();
      if (all === 0) return cut(`no response yet after ${duration(silence)}`);
      const counts = `${judged} of ${all} clauses, ${failing} failing, ${exchanges} exchanges`;
      if (silence >= SILENT_MS) return cut(`${counts}, none for ${duration(silence)}`);
      const elapsed = now() - startedAt;
      const rate = elapsed > 0 ? Math.round(exchanges / (elapsed / 1000)) : 0;
      const left =
        judged > 0 && judged < all ? `, about ${duration((elapsed / judged) * (all - judged))} left` : "";
      return cut(`${counts} (${rate}/s)${left}`);
    },
  };
}
