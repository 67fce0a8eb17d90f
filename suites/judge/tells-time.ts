/** Whether an expectation looks at how arrivals lie apart. Bounds of `timing` are seconds wide: no stall of this process moves a reply over them. */
export function tellsTime(expectation: unknown): boolean {
  if (typeof expectation !== "object" || expectation === null) return false;
  return Object.entries(expectation).some(([key, value]) => key === "spread" || tellsTime(value));
}
