import type { Derivation, Pins } from "./derivation.ts";
import { reaching, withAlternative, withRounds } from "./derivation.ts";
import { numbered } from "./numbered.ts";
import { type Characters, nodesOf, type PatternNode, type Repeat } from "./pattern-node.ts";

/** One feature that a member of a pattern can have. */
export interface Branch {
  /** Its description, unique within the pattern. */
  readonly kind: string;
  /** The node of the pattern that it is about. */
  readonly node: PatternNode;
  /** The pins that give a member this feature. */
  readonly pins: Pins;
  /** Whether a member has this feature. */
  has(member: Derivation): boolean;
}

/** Every alternative, optional group, repetition bound and class edge of a pattern, in the order of the pattern. */
export function branchesOf(pattern: PatternNode): readonly Branch[] {
  const branches: Branch[] = [];
  for (const node of nodesOf(pattern)) {
    switch (node.kind) {
      case "either":
        for (const [alternative, { source }] of node.of.entries()) {
          branches.push({
            kind: source === "" ? `nothing, out of ${node.source}` : `${source}, out of ${node.source}`,
            node,
            pins: withAlternative(reaching(pattern, node), node, alternative),
            has: ({ eithers }) =>
              eithers.some((chosen) => chosen.node === node && chosen.alternative === alternative),
          });
        }
        break;
      case "repeat":
        branches.push(...roundsOf(pattern, node));
        break;
      case "characters":
        branches.push(...edgesOf(pattern, node));
        break;
      case "literal":
      case "sequence":
        break;
    }
  }
  return numbered(branches);
}

/** The smallest and the largest number of rounds. Without a largest one, many rounds. */
function roundsOf(pattern: PatternNode, node: Repeat): Branch[] {
  if (node.min === node.max) return [];
  const bounds = node.usual;
  const optional = node.max === 1;
  const least: Branch = {
    kind: node.min === 0 ? `without ${node.of.source}` : `${times(node.min)} ${node.of.source}`,
    node,
    pins: withRounds(reaching(pattern, node), node, { min: node.min, max: node.min }),
    has: ({ repeats }) => repeats.some((rounds) => rounds.node === node && rounds.starts.length === node.min),
  };
  const most: Branch = {
    kind: optional
      ? `with ${node.of.source}`
      : `${bounds.max < node.max ? "many" : times(bounds.max)} ${node.of.source}`,
    node,
    pins: withRounds(reaching(pattern, node), node, { min: bounds.max, max: bounds.max }),
    has: ({ repeats }) =>
      repeats.some((rounds) => rounds.node === node && rounds.starts.length >= bounds.max),
  };
  return [least, most];
}

function edgesOf(pattern: PatternNode, node: Characters): Branch[] {
  return node.edges.map((character) => {
    const pins = reaching(pattern, node);
    // Between other characters when possible: a plain character may be special at the ends of a value (spaces, dot segments).
    const parent = [...nodesOf(pattern)].find((above) => above.kind === "repeat" && above.of === node);
    const between = parent?.kind === "repeat" && parent.usual.max >= 3 ? parent : undefined;
    const roomy = between && withRounds(pins, between, { ...between.usual, min: Math.max(3, between.min) });
    return {
      kind: `${JSON.stringify(character)} of ${node.source}`,
      node,
      pins: { ...(roomy ?? pins), character: { node, character, at: between ? 1 : 0 } },
      has: ({ leaves }) => leaves.some((leaf) => leaf.node === node && leaf.text === character),
    };
  });
}

function times(count: number): string {
  return count === 1 ? "1 time" : `${count} times`;
}
