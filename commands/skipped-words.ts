/** What is said of exchanges that came faster than they could be judged. @param mostWaiting MB of them that were kept waiting */
export function skippedWords(skipped: number, judged: number, mostWaiting: number): string {
  const number = (count: number): string => count.toLocaleString("en-US");
  const others = judged === 1 ? "the other one" : `the other ${number(judged)}`;
  return (
    `${number(skipped)} of ${number(skipped + judged)} exchanges were passed on and not judged: they came faster than they can be judged, ` +
    `and more than ${mostWaiting} MB of them would have waited. The verdicts stand on ${others}.`
  );
}
