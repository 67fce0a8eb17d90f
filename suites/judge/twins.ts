import { badReply } from "./bad-reply.ts";
import type { PlannedAttempt } from "./case-attempt.ts";
import type { Performed } from "./perform-case.ts";

/**
 * Performs the sound twins of breaking cases. Many cases of one clause have the same twin, so its requests are sent once. Resolves to
 * undefined if the twin was not refused. There are thousands of such twins, so what they showed is not kept.
 */
export type Twins = (planned: PlannedAttempt) => Promise<Performed | undefined>;

export function createTwins(perform: (planned: PlannedAttempt) => Promise<Performed>): Twins {
  const known = new Map<string, Promise<Performed | undefined>>();
  return (planned) => {
    const key = JSON.stringify(planned.case.twin);
    const before = known.get(key);
    if (before) return before;
    const performed = perform({ ...planned, twin: true }).then((twin) => {
      if ("says" in twin) return twin;
      const bad = badReply(twin.observation);
      if (bad) return { says: `the same request without the fault gets no HTTP response: ${bad.actual}` };
      return (twin.seen.status ?? 0) >= 400 ? twin : undefined;
    });
    known.set(key, performed);
    return performed;
  };
}
