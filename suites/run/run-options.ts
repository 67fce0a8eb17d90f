import type { Client } from "../../drivers/clients/client.ts";
import type { Door } from "../../drivers/clients/client-endpoint.ts";
import type { CollectorPlace } from "../../drivers/collector.ts";
import type { Level } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Deviation, Target } from "../../targets/target.ts";
import type { PassiveEvidence } from "../judge/passive-evidence.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { RunHeader } from "./run-event.ts";

/** What a run is to do. */
export interface RunOptions {
  readonly specification: Specification;
  /** What is tested: a target, or a client, by the clauses that bind it. */
  readonly target?: Target;
  readonly client?: Client;
  /** How clients reach the endpoint that they call; default: HTTP on a loopback port. */
  readonly door?: Door;
  readonly tool: RunHeader["tool"];
  /** Clause ids or globs; a pattern that matches nothing is a UserError. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Cases of a clause at the most. */
  readonly cases: number;
  readonly seed: number;
  /** Requests in flight at the most; a known target may stand fewer. */
  readonly concurrency: number;
  /** The longest silence that is waited for, in ms; calls that should take less are given up earlier. */
  readonly timeoutMs: number;
  /** Features that the target is declared not to have, and to have: they win over what is known of it. */
  readonly without?: readonly string[];
  readonly with?: readonly string[];
  readonly deviations?: readonly Deviation[];
  /** Why a failure of a clause is no new one; undefined where it is. It is covered as by a deviation that is never stale. */
  readonly baseline?: (clause: string) => string | undefined;
  /** Levels of clauses whose failure, where no deviation covers it, ends the run. */
  readonly failFast?: readonly Level[];
  /** Performs one case only. */
  readonly replay?: { readonly clause: string; readonly path: string };
  /** Verdicts of an earlier run that are not to be made again. */
  readonly done?: readonly Verdict[];
  /** What passive clauses saw in it of the calls of the others. */
  readonly evidence?: readonly PassiveEvidence[];
  /** Header fields for every request, and trust for TLS. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly tls?: { readonly ca?: string; readonly insecure?: boolean };
  /** Where functions tell that they ran; default: a free port of 127.0.0.1. */
  readonly collector?: CollectorPlace;
  /** How long cases wait for what happens after the replies, in ms; default: what the target says, or what is usual where it stands. */
  readonly patienceMs?: number;
  readonly revival?: Revival;
  /** Called when the first case with a body of megabytes begins, and when the last of those under way is over. */
  readonly largeBodies?: (underWay: boolean) => void;
  /** Ends the run with what is known. */
  readonly signal?: AbortSignal;
}

/** How long the death of an endpoint is waited for, and its return. */
export interface Revival {
  /** How long it may take to die after its last reply: the default is measured on one that lives for a second. */
  readonly lingerMs: number;
  /** How long one that we cannot restart is given to come back. */
  readonly comebackMs: number;
  /** The waits of those that it throttles; default: those of `createBackoff`. */
  readonly throttledMs?: readonly number[];
}
