/** Places of the observation that say when something arrived. */
const TIMES: ReadonlySet<string> = new Set(["spread", "timing"]);

/** Whether an expectation looks at times of arrival. */
export function tellsTime(expectation: unknown): boolean {
  if (typeof expectation !== "object" || expectation === null) return false;
  return Object.entries(expectation).some(([key, value]) => TIMES.has(key) || tellsTime(value));
}
