import type { Exchange } from "../../wire/exchange.ts";

/** The figures of one call of a client, as the endpoint saw it. */
export interface CallFigures {
  readonly requests: number;
  /** ms from the first request to each further one. */
  readonly afterMs: readonly number[];
  /**
   * How often the function ran. A request with a 2xx response, or with none, ran it. One with a 5xx response may have run it. One with a
   * 4xx response did not.
   */
  readonly executions: { readonly least: number; readonly most: number };
  /** How many executions ended without anybody receiving the response. They go on after the caller gets an error. */
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
