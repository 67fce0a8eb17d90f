/** The subject from one of its starts until its death. */
export interface Life {
  /** How often the subject had died before. */
  readonly number: number;
  /** Aborts if the subject dies or the run is interrupted. This ends everything that waits for the subject. */
  readonly signal: AbortSignal;
  /** Whether the subject died. */
  readonly over: boolean;
  /** Declares the subject dead. */
  end(): void;
}

/** @param interrupted aborts when the run is interrupted */
export function createLife(number: number, interrupted: AbortSignal): Life {
  const death = new AbortController();
  return {
    number,
    signal: AbortSignal.any([interrupted, death.signal]),
    get over() {
      return death.signal.aborted;
    },
    end: () => death.abort(),
  };
}
