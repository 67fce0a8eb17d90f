/** Credentials in the form of the AWS credential chain. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A target: what is known about it before it runs. */
export interface Target {
  /** Its name: `reference`, `serverless-offline`, or the URL of the endpoint. */
  readonly name: string;
  /** Makes the target ready for a run. Throws a UserError when it cannot be started. */
  start(progress: (says: string) => void): Promise<StartedTarget>;
  /** Known failures with their reasons. They count only with `--deviations builtin`. */
  readonly deviations?: readonly Deviation[];
  /**
   * The most cases that it can handle at once. A case counts until it is over, because an event that it sent runs on after the response.
   */
  readonly concurrency?: number;
  /** Within this many ms, a later effect such as a retry or a dead letter happens, or it never does. Absent when that is unknown. */
  readonly patienceMs?: number;
  /** False when functions are created but never run. Then a missing probe does not count against the run. */
  readonly executes?: boolean;
  /** The largest share of the `must` clauses that can be judged there, 0 to 1. A run that reaches it has enough coverage. */
  readonly bestCoverage?: number;
  /** Ids of clauses that are known to crash it. They are judged last, one at a time, so that they disturb no other clause. */
  readonly diesOf?: readonly string[];
}

/** A target that is running. */
export interface StartedTarget {
  /** Base URL, optionally with a path before the path of the API: `http://127.0.0.1:3002`. */
  readonly url: URL;
  readonly version?: string;
  /** Name of the probe; the names of other fixtures are derived from it. */
  readonly function: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  /** Which of region, account and partition are not declared. The suite takes them from the ARN of the probe. */
  readonly assumed?: readonly ("region" | "account" | "partition")[];
  readonly credentials: Credentials;
  /** Credentials of a principal that the target knows and that may not invoke. Absent when there is none. */
  readonly unprivileged?: Credentials;
  /** Features and fixtures that it is known to lack. All others are assumed to exist. */
  readonly without: readonly string[];
  /** Set when nobody declared which functions exist. The suite then looks for them before it judges. */
  readonly undeclared?: true;
  /** Whether requests must be signed. */
  readonly signs: boolean;
  /** Starts the target again after it crashed. Absent when this process did not start it. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

/** A known failure with its reason. A deviation that no longer fails is itself a failure. */
export interface Deviation {
  /** Clause id or glob: `*` matches within a segment, `**` across segments. */
  readonly clause: string;
  readonly reason: string;
  readonly issue?: string;
  /** YYYY-MM-DD. From that day on, the deviation no longer excuses a failure. */
  readonly expires?: string;
  readonly editions?: { readonly since?: string; readonly until?: string };
  /** Versions of the subject that fail, as globs: `1.26.*`. */
  readonly versions?: readonly string[];
}
