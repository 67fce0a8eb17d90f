/** Where a fact comes from: a checked field of every clause, answer and dated value. */
export interface Source {
  /**
   * documented: AWS pages; modelled: the official model (botocore); observed: recorded from the real service;
   * measured: the behaviour of an SDK, measured; reported: a third party's word; protocol: a standard (HTTP, SigV4,
   * event stream) documented elsewhere.
   */
  readonly kind: "documented" | "modelled" | "observed" | "measured" | "reported" | "protocol";
  /** Page and section, model shape, recording or thread: enough to look it up. */
  readonly where: string;
  readonly url?: string;
  /** Date (YYYY-MM-DD or a part of it) of the recording or page. */
  readonly recorded?: string;
  /** Who recorded it: an account or a repository. Recordings of one author in one year are no independent evidence. */
  readonly by?: string;
  /** Where and with what it was recorded, where that is known. */
  readonly region?: string;
  readonly runtime?: string;
}
