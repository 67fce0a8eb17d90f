import type { Client } from "../../drivers/clients/client.ts";
import type { Door } from "../../drivers/clients/client-endpoint.ts";
import type { CollectorPlace } from "../../drivers/collector.ts";
import type { Level } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Deviation, Target } from "../../targets/target.ts";
import type { PassiveEvidence } from "../judge/passive-evidence.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { RunHeader } from "./run-event.ts";

/** The options of a run. It has either a target or a client. */
export interface RunOptions {
  readonly specification: Specification;
  /** What is tested: a target or a client. Only clauses that bind it are judged. */
  readonly target?: Target;
  readonly client?: Client;
  /** How clients reach their endpoint. Default: HTTP on a loopback port. */
  readonly door?: Door;
  readonly tool: RunHeader["tool"];
  /** Clause ids or globs. A pattern without a match is a UserError. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Most cases of a clause. */
  readonly cases: number;
  readonly seed: number;
  /** Most requests in flight. A known target may have a lower limit. */
  readonly concurrency: number;
  /** The longest silence to wait for, in ms. Calls that should take less are given up earlier. */
  readonly timeoutMs: number;
  /** Features that a user declares as unsupported, and as supported. They override what is known of the target. */
  readonly without?: readonly string[];
  readonly with?: readonly string[];
  readonly deviations?: readonly Deviation[];
  /** Why a failure of a clause is not new. Undefined if it is new. The reason covers it like a deviation that is never stale. */
  readonly baseline?: (clause: string) => string | undefined;
  /** A failure of a clause of one of these levels ends the run, unless a deviation covers it. */
  readonly failFast?: readonly Level[];
  /** Performs one case only. */
  readonly replay?: { readonly clause: string; readonly path: string };
  /** Verdicts of an earlier run to keep. */
  readonly done?: readonly Verdict[];
  /** What passive clauses saw of the other clauses' calls in that run. */
  readonly evidence?: readonly PassiveEvidence[];
  /** Headers for every request, and certificates to trust for TLS. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly tls?: { readonly ca?: string; readonly insecure?: boolean };
  /** Where functions report that they ran. Default: a free port of 127.0.0.1. */
  readonly collector?: CollectorPlace;
  /**
   * How long cases wait for effects that follow the replies, in ms. Default: the target's own value, or that for the place where it runs.
   */
  readonly patienceMs?: number;
  readonly revival?: Revival;
  /** Called when the first case with a body of megabytes begins, and when the last one under way ends. */
  readonly largeBodies?: (underWay: boolean) => void;
  /** Ends the run with its findings so far. */
  readonly signal?: AbortSignal;
}

/** How long to wait for the death of an endpoint, and for its return. */
export interface Revival {
  /** How long an endpoint may take to die after its last reply, in ms. The default is from an endpoint that lived on for 1 s. */
  readonly lingerMs: number;
  /** How long to wait for an endpoint that we cannot restart, in ms. */
  readonly comebackMs: number;
  /** The successive waits while the endpoint throttles, in ms. Default: those of `createBackoff`. */
  readonly throttledMs?: readonly number[];
}
