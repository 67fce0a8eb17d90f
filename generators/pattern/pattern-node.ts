/** A pattern in the form that members are made from: texts and characters, in sequences, alternatives and repetitions. */
export type PatternNode = Literal | Characters | Sequence | Either | Repeat;

interface Node {
  /** Its index among the nodes of the pattern, in the order of the pattern. */
  readonly id: number;
  /** Its text in the pattern. */
  readonly source: string;
}

/** A text in the pattern. */
export interface Literal extends Node {
  readonly kind: "literal";
  readonly text: string;
}

/** One character out of a set. */
export interface Characters extends Node {
  readonly kind: "characters";
  /** Code points, sorted and disjoint. */
  readonly ranges: readonly CharacterRange[];
  /** First and last character of each range as the pattern writes them. */
  readonly edges: readonly string[];
  /** The characters that members are made from, the plainest first: all of the set in ASCII, and beyond ASCII the edges and a sample. */
  readonly drawn: readonly string[];
}

export interface CharacterRange {
  readonly from: number;
  readonly to: number;
}

export interface Sequence extends Node {
  readonly kind: "sequence";
  readonly of: readonly PatternNode[];
}

export interface Either extends Node {
  readonly kind: "either";
  readonly of: readonly PatternNode[];
}

export interface Repeat extends Node {
  readonly kind: "repeat";
  readonly of: PatternNode;
  readonly min: number;
  /** Infinity when there is no bound. */
  readonly max: number;
  /** The usual number of rounds, when nothing else is pinned. */
  readonly usual: Bounds;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The node and all below it, in the order of their ids. */
export function* nodesOf(node: PatternNode): Generator<PatternNode> {
  yield node;
  if (node.kind === "repeat") yield* nodesOf(node.of);
  else if (node.kind === "sequence" || node.kind === "either")
    for (const child of node.of) yield* nodesOf(child);
}

/** Whether a character (one code point) is in the set. */
export function includes(node: Characters, character: string): boolean {
  const code = character.codePointAt(0) ?? -1;
  return node.ranges.some(({ from, to }) => from <= code && code <= to);
}
