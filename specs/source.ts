/** Where a fact comes from. Every clause, answer and dated value has such a source, and the loader checks it. */
export interface Source {
  /**
   * The kinds of sources:
   * - documented: a page by AWS
   * - modelled: the official model (botocore)
   * - observed: a recording of AWS
   * - measured: the measured behavior of an SDK
   * - reported: the word of a third party
   * - protocol: a standard that is documented elsewhere (HTTP, SigV4, event stream)
   */
  readonly kind: "documented" | "modelled" | "observed" | "measured" | "reported" | "protocol";
  /** Page and section, model shape, recording or thread: enough detail to find it. */
  readonly where: string;
  readonly url?: string;
  /** Date (YYYY-MM-DD or a part of it) of the recording or page. */
  readonly recorded?: string;
  /** Who recorded it: an account or a repository. Recordings by one author in one year are not independent. */
  readonly by?: string;
  /** The AWS region and the Lambda runtime of the recording, when known. */
  readonly region?: string;
  readonly runtime?: string;
}
