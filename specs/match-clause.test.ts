import { expect, it } from "vitest";
import { matchClause } from "./match-clause.ts";

it.each([
  ["invoke/qualifier/max-length", "invoke/qualifier/max-length", true],
  ["invoke/qualifier/max-length", "invoke/qualifier/max-lengths", false],
  ["invoke/*/max-length", "invoke/qualifier/max-length", true],
  ["invoke/*", "invoke/qualifier/max-length", false],
  ["invoke/**", "invoke/qualifier/max-length", true],
  ["**/max-*", "invoke/qualifier/max-length", true],
  ["*", "invoke/qualifier/max-length", false],
  ["**", "invoke/qualifier/max-length", true],
  ["inv.ke/qualifier/max-length", "invoke/qualifier/max-length", false],
  ["invoke/(qualifier|name)/*", "invoke/qualifier/max-length", false],
  ["[", "[", true],
])("%s and %s: %s", (pattern, id, matches) => {
  expect(matchClause(pattern, id)).toBe(matches);
});
