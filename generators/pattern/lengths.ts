import type { Member } from "../../specs/operation.ts";
import { reaching, simplest, withRounds } from "./derivation.ts";
import { numbered } from "./numbered.ts";
import { type Characters, nodesOf, type PatternNode } from "./pattern-node.ts";

/** A piece of a pattern that can have any length, in the simplest member that contains it. */
export interface Stretch {
  /** The repeated class, as the pattern writes it. Numbered when there are several. */
  readonly kind: string;
  readonly of: Characters;
  /** The member with this many code points; undefined when it cannot be that short. */
  withLength(length: number, character?: string): string | undefined;
}

/** Every piece of a pattern that has no upper bound. */
export function stretchesOf(pattern: PatternNode): readonly Stretch[] {
  const stretches = [...nodesOf(pattern)].flatMap((node) => {
    if (node.kind !== "repeat" || node.max < Number.POSITIVE_INFINITY || node.of.kind !== "characters")
      return [];
    const of = node.of;
    const { text, repeats } = simplest(
      pattern,
      withRounds(reaching(pattern, node), node, { min: 1, max: 1 }),
      node,
    );
    const rounds = repeats.find((candidate) => candidate.node === node);
    if (rounds === undefined) return [];
    const head = text.slice(0, rounds.starts[0]);
    const tail = text.slice(rounds.end);
    const fixed = [...head, ...tail].length;
    return [
      {
        kind: of.source,
        of,
        withLength: (length: number, character = of.drawn[0] ?? "") =>
          length - fixed < Math.max(1, node.min) ? undefined : head + character.repeat(length - fixed) + tail,
      },
    ];
  });
  return numbered(stretches);
}

/** The largest length that this edition or a later one accepts, because AWS has been ahead of its model more than once. */
export function greatest({ keywords, later = [] }: Member): number {
  return Math.max(...[keywords, ...later].map(({ maxLength }) => maxLength ?? Number.POSITIVE_INFINITY));
}
