export interface Skipped {
  /** Exchanges that there was no room for, and those that were left out because somebody would not wait. */
  readonly noRoom: number;
  readonly givenUp: number;
  readonly judged: number;
  /** MB of exchanges that may wait to be judged. */
  readonly mostWaiting: number;
}

/** What is said of exchanges that were passed on and not judged: how many, why, and what the verdicts stand on. */
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
    ...(givenUp > 0 ? [`${number(givenUp)} waited when Ctrl-C was pressed again`] : []),
  ];
  return [
    `${number(noRoom + givenUp)} of ${number(all)} exchanges were passed on without being judged: ${reasons.join("; ")}. The verdicts are based on the other ${number(judged)}.`,
  ];
}
