import type { Documents } from "./documents.ts";
import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";
import type { PartKind, PerOperation } from "./written-clause.ts";

/** What the names in clauses stand for. */
export interface Vocabulary {
  readonly sources: Readonly<Record<string, PerOperation<Source>>>;
  readonly parts: Readonly<Record<PartKind, Readonly<Record<string, PerOperation<unknown>>>>>;
  /** Name of the probe with its streaming handler. */
  readonly streamingProbe: string;
}

/** The names that the documents define. */
export function vocabularyOf({ sources, parts, fixtures }: Documents): Vocabulary {
  const streaming = [...fixtures.values()]
    .flatMap((document) => document.fixtures)
    .find(({ handler }) => handler === "probe.stream");
  return {
    sources: Object.assign({}, ...[...sources.values()].map((document) => document.sources)),
    parts: Object.assign(
      { steps: {}, payloads: {}, replies: {}, headers: {}, frames: {} },
      ...[...parts.values()].map((document) => document.parts),
    ),
    streamingProbe: streaming?.name ?? "{function}",
  };
}

/** What a name stands for in clauses about an operation; undefined for an unknown name. */
export function named<T>(
  entries: Readonly<Record<string, PerOperation<T>>>,
  name: string,
  operation: OperationName,
): T | undefined {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
  if (entry === undefined) return undefined;
  return isPerOperation(entry) ? entry[operation] : (entry as T);
}

function isPerOperation<T>(entry: PerOperation<T>): entry is Readonly<Record<OperationName, T>> {
  return typeof entry === "object" && entry !== null && "InvokeWithResponseStream" in entry;
}
