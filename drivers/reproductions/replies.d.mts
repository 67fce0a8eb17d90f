/** Serves a reply of replies.mjs, by its name, on a free port of the loopback interface. */
export function serve(name: string): Promise<{
  readonly url: string;
  /** The first lines of the requests that came, in order. */
  readonly requests: readonly string[];
  close(): void;
}>;
