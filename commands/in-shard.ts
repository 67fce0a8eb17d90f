import { familyOf } from "../reports/report.ts";
import type { Clause } from "../specs/clause.ts";
import { isPassive } from "../specs/is-passive.ts";
import { UserError } from "../specs/user-error.ts";

/** How long a clause of each cost took on the reference, as a multiple of a light one. A passive clause takes no time of its own. */
const RECORDED: Readonly<Record<"light" | NonNullable<Clause["cost"]>, number>> = {
  light: 1,
  heavy: 1,
  alone: 1,
  waits: 3.5,
  starts: 4,
};

/**
 * The clauses of one part of several. Parts consist of whole families and take about equally long. The longest family is assigned first,
 * and each to the part that is shortest so far. All parts of a run must be given the same clauses.
 * @param shard `PART/PARTS`, `1/4` to `4/4`; undefined: all clauses
 * @throws UserError for a part that gets none
 */
export function inShard(clauses: readonly Clause[], shard: string | undefined): readonly Clause[] {
  if (shard === undefined) return clauses;
  const [part = 1, parts = 1] = shard.split("/").map(Number);
  const families = [...Map.groupBy(clauses, ({ id }) => familyOf(id))]
    .map(([family, its]) => ({ family, cost: its.reduce((sum, clause) => sum + costOf(clause), 0) }))
    .sort((a, b) => b.cost - a.cost);
  const shards = Array.from({ length: parts }, () => ({ cost: 0, families: new Set<string>() }));
  for (const { family, cost } of families) {
    const least = shards.reduce((best, one) => (isLess(one, best) ? one : best));
    least.cost += cost;
    least.families.add(family);
  }
  const own = clauses.filter(({ id }) => shards[part - 1]?.families.has(familyOf(id)));
  if (own.length > 0) return own;
  throw new UserError(
    `--shard ${shard}: there are only ${families.length} families of clauses to distribute; use fewer shards`,
  );
}

interface Share {
  readonly cost: number;
  readonly families: ReadonlySet<string>;
}

/**
 * Whether a part has less to do. Families of passive clauses cost nothing, so among equal parts the one with fewer families counts as less.
 */
function isLess(a: Share, b: Share): boolean {
  return a.cost === b.cost ? a.families.size < b.families.size : a.cost < b.cost;
}

function costOf(clause: Clause): number {
  return isPassive(clause) ? 0 : RECORDED[clause.cost ?? "light"];
}
