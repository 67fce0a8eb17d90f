import type { Exchange } from "../../wire/exchange.ts";

/** What one call of a client came to at the endpoint. */
export interface CallFigures {
  readonly requests: number;
  /** ms between the first request and each further one. */
  readonly afterMs: readonly number[];
  /**
   * How often the function ran: a request that was refused with 4xx ran nothing; one that met 5xx may have; one that was answered 2xx, or not at
   * all, did.
   */
  readonly executions: { readonly least: number; readonly most: number };
  /** Executions whose response nobody received. They go on after the caller was told. */
  readonly unanswered: number;
}

/** @param exchanges those of one call, in order of arrival */
export function callFigures(exchanges: readonly Exchange[]): CallFigures {
  const [first, ...further] = exchanges;
  const statuses = exchanges.map(({ reply }) => reply?.status);
  const ran = statuses.filter((status) => status === undefined || status < 300).length;
  const mayHave = statuses.filter((status) => status !== undefined && status >= 500).length;
  return {
    requests: exchanges.length,
    afterMs: first ? further.map(({ startedAt }) => startedAt - first.startedAt) : [],
    executions: { least: ran, most: ran + mayHave },
    unanswered: statuses.filter((status) => status === undefined).length,
  };
}
