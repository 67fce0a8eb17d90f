/**
 * A function, version, alias or setting that clauses need in a target. Its name is a feature. When a target does not support the feature,
 * each clause that `requires` it is `uncovered`.
 */
export interface Fixture {
  /** Feature name: `probe`, `version`, `alias`, `short-timeout`, `throttled`, ... */
  readonly feature: string;
  /** Name of the function. `{function}` stands for the name that `--function` gives: `{function}-short-timeout`. */
  readonly name?: string;
  /** The version or alias of that function, when the fixture is one. */
  readonly qualifier?: string;
  readonly says: string;
  /** The handler of the probe file that the function runs: `probe.handler`, `probe.stream`, `probe.durable`. */
  readonly handler?: string;
  /** An instruction that the fixture depends on. When the probe's answer to `describe` lacks it, the fixture does not exist. */
  readonly needs?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}
