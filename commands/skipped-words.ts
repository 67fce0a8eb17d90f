export interface Skipped {
  /** How many exchanges did not fit in memory, and how many were left out because the user would not wait. */
  readonly noRoom: number;
  readonly givenUp: number;
  readonly judged: number;
  /** Memory for exchanges that wait to be judged, in MB. */
  readonly mostWaiting: number;
}

/** A sentence about exchanges that were passed on but not judged: how many, why, and what the verdicts are based on. */
export function skippedWords({ noRoom, givenUp, judged, mostWaiting }: Skipped): readonly string[] {
  const number = (count: number): string => count.toLocaleString("en-US");
  const all = noRoom + givenUp + judged;
  if (all === judged) return [];
  const reasons = [
    ...(noRoom > 0
      ? [
          `${number(noRoom)} arrived faster than they could be judged, while ${mostWaiting} MB (the limit) were already waiting`,
        ]
      : []),
    ...(givenUp > 0 ? [`${number(givenUp)} were still waiting when Ctrl-C was pressed again`] : []),
  ];
  return [
    `${number(noRoom + givenUp)} of ${number(all)} exchanges were passed on without being judged: ${reasons.join("; ")}. The verdicts are based on the other ${number(judged)}.`,
  ];
}
