/**
 * A function, or a state of one, that clauses need in a target. Its name is a feature: a clause that `requires` it
 * is uncovered where a target is declared not to have it.
 */
export interface Fixture {
  /** Feature name: `probe`, `version`, `alias`, `short-timeout`, `throttled`, ... */
  readonly feature: string;
  /** Name of the function with `{function}` for the name given by `--function`: `{function}-short-timeout`. */
  readonly name?: string;
  /** Version or alias of that function, where the fixture is one. */
  readonly qualifier?: string;
  readonly says: string;
  /** Handler of the probe file that it runs: `probe.handler`, `probe.stream`, `probe.durable`. */
  readonly handler?: string;
  /** Instruction without which there is none: it has to stand in what `describe` says the probe can. */
  readonly needs?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}
