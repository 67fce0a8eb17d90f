/** A permanent name of one case. */
export interface CaseId {
  readonly clause: string;
  readonly seed: number;
  readonly path: string;
}

/** Reads `CLAUSE:SEED:PATH`; undefined for text of another form. */
export function readCaseId(text: string): CaseId | undefined {
  const [, clause, seed, path] = /^([^:]+):(\d+):(.+)$/.exec(text) ?? [];
  return clause === undefined || path === undefined ? undefined : { clause, seed: Number(seed), path };
}
