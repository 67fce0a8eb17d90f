import type { Observation } from "../../drivers/observation.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import type { Deviation } from "../../targets/target.ts";
import type { Secrets } from "../../wire/secrets.ts";
import type { CaseAttempt } from "../judge/case-attempt.ts";
import type { PassiveEvidence } from "../judge/passive-evidence.ts";
import type { Verdict } from "../judge/verdict.ts";
import type { View } from "../view/view.ts";
import { createDeviations, type Deviations } from "./deviations.ts";
import { createErrorTable, type ErrorTable } from "./error-table.ts";
import { redactEvent } from "./redact-event.ts";
import type { RunEvent, RunFooter, RunHeader } from "./run-event.ts";
import type { RunOptions } from "./run-options.ts";

export interface PublisherOptions {
  /** Called with each event, in order. */
  readonly send: (event: RunEvent) => void;
  readonly specification: Specification;
  readonly deviations: readonly Deviation[];
  readonly baseline?: RunOptions["baseline"];
  /** Version of the subject: deviations for other versions do not apply. */
  readonly version: string | undefined;
  /** Texts that no event may contain. */
  readonly secrets: Secrets;
}

/** Makes the events of a run: hides secrets, marks known failures, and collects the data of the footer. */
export class RunPublisher {
  readonly #send: (event: RunEvent) => void;
  readonly #specification: Specification;
  readonly #deviations: Deviations;
  readonly #baseline: RunOptions["baseline"];
  readonly #errors: ErrorTable;
  readonly #judged = new Set<string>();
  #exchanges = 0;

  constructor({ send, specification, deviations, baseline, version, secrets }: PublisherOptions) {
    this.#send = (event) => send(redactEvent(event, secrets));
    this.#specification = specification;
    this.#baseline = baseline;
    this.#deviations = createDeviations(deviations, specification.edition, today(), version);
    this.#errors = createErrorTable(specification);
  }

  started(run: RunHeader, clauses: readonly Clause[]): void {
    this.#send({ type: "run-started", run, clauses });
  }

  notice(says: string): void {
    this.#send({ type: "notice", says });
  }

  clauseStarted({ id }: Clause): void {
    this.#send({ type: "clause-started", clause: id });
  }

  observed({ clause }: CaseAttempt, observation: Observation, seen: View): void {
    for (const exchange of observation.calls.flatMap((call) => call.exchanges)) {
      this.#exchanges += 1;
      this.#send({ type: "exchange", clause: clause.id, exchange });
    }
    this.#errors.saw(seen, observation, clause);
  }

  evidence(passive: PassiveEvidence): void {
    this.#send({ type: "evidence", evidence: { ...passive, errors: this.#errors.rowsOf(passive.of) } });
  }

  /** Whether a deviation or the baseline covers a failure of a clause. */
  knows(clause: string): boolean {
    return this.#deviations.covers(clause) || this.#baseline?.(clause) !== undefined;
  }

  verdict(verdict: Verdict): void {
    this.#judged.add(verdict.clause);
    this.#send({ type: "verdict", verdict: this.#covered(verdict) });
  }

  #covered(verdict: Verdict): Verdict {
    const covered = this.#deviations.cover(verdict);
    if (covered.outcome !== "fail" || covered.deviation !== undefined) return covered;
    const reason = this.#baseline?.(verdict.clause);
    return reason === undefined ? covered : { ...covered, deviation: reason };
  }

  /** @param judgesAll false if the run performs only one case, which makes no deviation stale */
  finished(ended: Pick<RunFooter, "ended" | "because">, durationMs: number, judgesAll: boolean): void {
    const known = this.#specification.clauses.map(({ id }) => id);
    this.#send({
      type: "run-finished",
      footer: {
        ...ended,
        durationMs,
        exchanges: this.#exchanges,
        staleDeviations: judgesAll ? this.#deviations.stale(this.#judged, known) : [],
        errors: this.#errors.rows(),
      },
    });
  }
}

/** YYYY-MM-DD */
function today(): string {
  return new Date().toISOString().slice(0, 10);
}
