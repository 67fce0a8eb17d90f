/**
 * Whether an expectation depends on the time between arrivals. Bounds of `timing` do not count: they are seconds wide, so no stall of this
 * process moves a reply over them.
 */
export function tellsTime(expectation: unknown): boolean {
  if (typeof expectation !== "object" || expectation === null) return false;
  return Object.entries(expectation).some(([key, value]) => key === "spread" || tellsTime(value));
}
