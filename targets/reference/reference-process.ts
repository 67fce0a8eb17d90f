/**
 * A reference in a separate process. reference-target.ts starts it with `ProcessOptions` as its only argument. It sends its parent `{url}`
 * when it listens, or `{failed}`, and ends when that parent is gone.
 */
import { loadSpecification } from "../../specs/load-specification.ts";
import { collectEarly } from "../garbage.ts";
import { openHttpDoor } from "./http-door.ts";
import { createReference, type ReferenceOptions } from "./reference.ts";

export interface ProcessOptions
  extends Omit<ReferenceOptions, "specification" | "functions" | "folder" | "log"> {
  readonly edition?: string;
  readonly port?: number;
}

export type ProcessMessage = { readonly url: string } | { readonly failed: string };

const tell = (message: ProcessMessage): void => {
  process.send?.(message);
};

process.on("disconnect", () => process.exit());
// Ctrl-C reaches all processes of a terminal. The run must end with its results first; then it ends this process.
process.on("SIGINT", () => {});
collectEarly();
try {
  const { edition, port, ...options } = JSON.parse(process.argv[2] ?? "{}") as ProcessOptions;
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  const door = await openHttpDoor(
    createReference({ specification, ...options }),
    port === undefined ? {} : { port },
  );
  tell({ url: door.url.href });
} catch (error) {
  tell({ failed: (error as Error).message });
  process.disconnect();
}
