import { readFileSync } from "node:fs";
import { relative } from "node:path";

/** Most differences to report: a regenerated document may differ in thousands of lines. */
const MOST_TOLD = 12;

const ROOT = new URL("../..", import.meta.url).pathname;

/**
 * Fails if a list does not hold exactly what it should, in any order.
 * @param what names the list, for a person
 * @param mend how to fix it: a command, or what to edit
 * @throws Error with the missing items, the extra items, and `mend`
 */
export function expectList(
  what: string,
  actual: readonly string[],
  wanted: readonly string[],
  mend: string,
): void {
  const missing = without(wanted, actual);
  const extra = without(actual, wanted);
  if (missing.length + extra.length > 0) throw new Error(told(what, missing, extra, mend));
}

/**
 * Fails if a generated file does not hold the text that its generator makes.
 * @param file absolute path
 * @param mend the command that writes it
 * @throws Error with the missing lines, the extra lines, and `mend`
 */
export function expectCurrent(file: string, text: string, mend: string): void {
  const written = readFileSync(file, "utf8");
  if (written === text) return;
  const [has, wants] = [written.split("\n"), text.split("\n")];
  const [missing, extra] = [without(wants, has), without(has, wants)];
  const line = wants.findIndex((wanted, index) => wanted !== has[index]) + 1 || wants.length + 1;
  const what = `${relative(ROOT, file)} is not what it is made of, from line ${line} on`;
  throw new Error(told(what, missing, extra, mend));
}

/** The items of a list that another list does not hold. Repeated items count separately. */
function without(items: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}

function told(what: string, missing: readonly string[], extra: readonly string[], mend: string): string {
  return [what, ...section("missing", missing), ...section("too much", extra), `to mend it: ${mend}`].join(
    "\n",
  );
}

function section(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length - MOST_TOLD;
  const shown = items
    .slice(0, MOST_TOLD)
    .map((item) => `  ${item.length > 200 ? `${item.slice(0, 200)}…` : item}`);
  return [`${title}:`, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
}
