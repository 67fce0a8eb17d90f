/** Credentials as the AWS chain gives them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What one can say of a target before it runs. */
export interface Target {
  /** `reference`, `serverless-offline`, or the endpoint's URL. */
  readonly name: string;
  /** Makes it ready to be tested. Throws a UserError in words when it cannot be. */
  start(progress: (says: string) => void): Promise<StartedTarget>;
  /** Known failures with their reasons; counted only with `--deviations builtin`. */
  readonly deviations?: readonly Deviation[];
  /** The most that it stands at once. A case counts until it is over: what an event started runs on after the reply. */
  readonly concurrency?: number;
  /** What happens later, a retry or a dead letter, happens within so many ms, or never; absent: nobody knows. */
  readonly patienceMs?: number;
  /** False where functions are created and never run: that no probe answers is then no doubt about the run. */
  readonly executes?: boolean;
  /** The share of the `must` clauses that can be judged there at the most: a run that reaches it is no worse for what is left. */
  readonly bestCoverage?: number;
  /** Ids of clauses that are known to end it: they are judged last, one at a time, so that no other is disturbed. */
  readonly diesOf?: readonly string[];
}

/** A target that answers. */
export interface StartedTarget {
  /** Base URL, perhaps with a path before the API's own: `http://127.0.0.1:3002`. */
  readonly url: URL;
  readonly version?: string;
  /** Name of the probe; the names of other fixtures are derived from it. */
  readonly function: string;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  /** Which of region, account and partition nobody declared: the probe's own ARN is asked for them. */
  readonly assumed?: readonly ("region" | "account" | "partition")[];
  readonly credentials: Credentials;
  /** Those of a principal that the target knows and that may not invoke; absent where there is none. */
  readonly unprivileged?: Credentials;
  /** Features and fixtures that it is known not to have; all others are assumed. */
  readonly without: readonly string[];
  /** Nobody said which functions are there: they are looked at before they are judged. */
  readonly undeclared?: true;
  /** Whether requests are to be signed. */
  readonly signs: boolean;
  /** Starts it again after it died; absent when we did not start it. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

/** A known failure, recorded with its reason; one that no longer fails is itself a failure. */
export interface Deviation {
  /** Clause id or glob (`*` within a segment, `**` across). */
  readonly clause: string;
  readonly reason: string;
  readonly issue?: string;
  /** YYYY-MM-DD: from that day on it no longer excuses. */
  readonly expires?: string;
  readonly editions?: { readonly since?: string; readonly until?: string };
  /** Versions of the subject in which it fails: globs, `1.26.*`. */
  readonly versions?: readonly string[];
}
