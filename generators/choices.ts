import fc, { type Random, type Stream, type Value } from "fast-check";

/** Where a maker gets its decisions from. */
export interface Choices {
  /** A number from 0 to `count - 1`. Let 0 stand for the simplest choice, because shrinking leads there. */
  pick(count: number): number;
  /** Calls `item` at least `min` and at most `max` times. Shrinking leaves items out. */
  repeat(min: number, max: number, item: (index: number) => void): void;
}

/**
 * An arbitrary over what a maker makes from its choices. It shrinks the choices, not the value. So the maker makes every shrunk value too,
 * with all that the maker guarantees.
 * @param make returns undefined when it can make nothing from the choices. Other choices are then drawn, and this one counts as `refused`.
 */
export function fromChoices<T>(make: (choices: Choices) => T | undefined): ChoiceArbitrary<T> {
  return new ChoiceArbitrary(make);
}

/**
 * Whether a maker refuses no choices, found by trial. Small choices matter most (whether a part is present, which alternative is taken). So
 * it tries their combinations in order, the simplest first, and then some random choices.
 */
export function neverRefuses(make: (choices: Choices) => unknown): boolean {
  for (let trial = 0; trial < COMBINATIONS; trial++) {
    const any = numbersFrom(trial);
    let rest = trial;
    const combined = (count: number): number => {
      if (count > SMALL) return any(count);
      const choice = rest % count;
      rest = Math.floor(rest / count);
      return choice;
    };
    if (make(new Tape(combined)) === undefined) return false;
  }
  for (let trial = 0; trial < AT_RANDOM; trial++) {
    if (make(new Tape(numbersFrom(trial))) === undefined) return false;
  }
  return true;
}

const SMALL = 3;
const COMBINATIONS = 48;
const AT_RANDOM = 16;

/** How many times in a row a maker may refuse its choices before that is a fault. */
const PATIENCE = 1000;

export class ChoiceArbitrary<T> extends fc.Arbitrary<T> {
  readonly #make: (choices: Choices) => T | undefined;
  /** The number of values that were made, and of choices that were refused. The laws check their ratio. */
  drawn = 0;
  refused = 0;

  constructor(make: (choices: Choices) => T | undefined) {
    super();
    this.#make = make;
  }

  override generate(random: Random): Value<T> {
    for (let attempt = 0; attempt < PATIENCE; attempt++) {
      const tape = new Tape(numbersFrom(random.nextInt()));
      const made = this.#make(tape);
      if (made !== undefined) {
        this.drawn += 1;
        return new fc.Value(made, { choices: tape.made, tried: NONE, before: 0 } satisfies Context);
      }
      this.refused += 1;
    }
    throw new Error(`a generator refused ${PATIENCE} draws in a row: ${this.#make}`);
  }

  override canShrinkWithoutContext(_value: unknown): _value is T {
    return false;
  }

  override shrink(_value: T, context: unknown): Stream<Value<T>> {
    return context === undefined ? fc.Stream.nil() : fc.stream(this.#smaller(context as Context));
  }

  *#smaller({ choices, tried: earlier, before }: Context): Generator<Value<T>> {
    const tried = earlier.slice(0, before);
    const known = new Set(tried).add(String(choices));
    for (const proposed of smaller(choices, this.#repetitionsOf(choices))) {
      const replayed = new Tape(replaying(proposed));
      const made = this.#make(replayed);
      const key = String(replayed.made);
      if (made === undefined || known.has(key)) continue;
      known.add(key);
      tried.push(key);
      yield new fc.Value(made, { choices: replayed.made, tried, before: tried.length } satisfies Context);
    }
  }

  #repetitionsOf(choices: readonly number[]): readonly Repetition[] {
    const repetitions: Repetition[] = [];
    this.#make(new Tape(replaying(choices), repetitions));
    return repetitions;
  }
}

/** Numbers below `count`, by SplitMix32. fast-check's own generator is slow, so it provides only the seed of a value. */
function numbersFrom(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % count;
  };
}

/** Replays choices; then 0, the simplest choice. */
function replaying(choices: readonly number[]): () => number {
  let at = 0;
  return () => choices[at++] ?? 0;
}

/** The choices of a value, and the choices that were tried in its place or before it. Nothing is tried twice. */
interface Context {
  readonly choices: readonly number[];
  /** Grows as other choices are tried. Only the first `before` entries are older than this value. */
  readonly tried: readonly string[];
  readonly before: number;
}

const NONE: readonly string[] = [];

/** Records the choices of a maker and, on request, the positions of its repetitions. */
class Tape implements Choices {
  readonly made: number[] = [];
  readonly #source: (count: number) => number;
  readonly #repetitions: Repetition[] | undefined;

  constructor(source: (count: number) => number, repetitions?: Repetition[]) {
    this.#source = source;
    this.#repetitions = repetitions;
  }

  pick(count: number): number {
    if (count <= 1) return 0;
    // A replayed choice may have had more options than there are now.
    const drawn = this.#source(count);
    const choice = drawn < count ? drawn : count - 1;
    this.made.push(choice);
    return choice;
  }

  repeat(min: number, max: number, item: (index: number) => void): void {
    const at = this.made.length;
    const extra = this.pick(max - min + 1);
    const starts: number[] | undefined = this.#repetitions && [];
    for (let index = 0; index < min + extra; index++) {
      starts?.push(this.made.length);
      item(index);
    }
    if (starts !== undefined && extra > 0) {
      this.#repetitions?.push({ at, min, starts, end: this.made.length });
    }
  }
}

/**
 * The items of a repetition that has more than the minimum. It holds the position of the choice of their number, where the choices of each
 * item begin, and where they end.
 */
interface Repetition {
  readonly at: number;
  readonly min: number;
  readonly starts: readonly number[];
  readonly end: number;
}

/** Choices that precede these in lexicographic order, the boldest first. The order guarantees that shrinking ends. */
function* smaller(made: readonly number[], repetitions: readonly Repetition[]): Generator<readonly number[]> {
  if (made.some((choice) => choice > 0)) yield [];
  /** The choices with `fewer` items above the minimum, without the choices from `from` to `to`. */
  const without = ({ at }: Repetition, fewer: number, from: number, to: number): number[] => [
    ...made.slice(0, at),
    fewer,
    ...made.slice(at + 1, from),
    ...made.slice(to),
  ];
  for (const repetition of repetitions) {
    const { at, min, starts, end } = repetition;
    const extra = starts.length - min;
    for (const fewer of new Set([0, extra >> 1, extra - 1])) {
      yield without(repetition, fewer, starts[min + fewer] ?? end, end);
      // As many items as before, but the last ones instead of the first.
      yield without(repetition, fewer, at + 1, starts[extra - fewer] ?? end);
    }
  }
  const counts = new Set(repetitions.map(({ at }) => at));
  const values = [...made.entries()].filter(([at, choice]) => choice > 0 && !counts.has(at));
  for (const [at] of values) yield made.with(at, 0);
  for (const repetition of repetitions) {
    const { min, starts, end } = repetition;
    for (const [index, start] of starts.entries()) {
      yield without(repetition, starts.length - min - 1, start, starts[index + 1] ?? end);
    }
  }
  for (const [at, choice] of values) {
    for (const less of new Set([choice >> 1, choice - 1])) yield made.with(at, less);
  }
}
