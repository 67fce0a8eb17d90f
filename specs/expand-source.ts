import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";
import { named, type Vocabulary } from "./vocabulary.ts";
import type { SourceReference } from "./written-clause.ts";
import { WrittenFault } from "./written-fault.ts";

/**
 * The source that a reference stands for. `"api-errors, ServiceException (2026-01)"` is the source `api-errors` of sources.json with
 * `, ServiceException` at the end of its `where`, recorded 2026-01; a detail may begin with a colon, too.
 * @throws WrittenFault for a name that sources.json does not define
 */
export function expandSource(
  reference: SourceReference,
  operation: OperationName,
  { sources }: Pick<Vocabulary, "sources">,
): Source {
  if (typeof reference !== "string") return reference;
  const [, name = "", detail = "", date] = FORM.exec(reference) ?? [];
  const source = named(sources, name, operation);
  if (!source) throw new WrittenFault("", `sources.json has no source "${name || reference}"`);
  const { kind, where, url, recorded = undefined } = source;
  const filled = (text: string): string => text.replaceAll("{operation}", operation);
  return {
    kind,
    where: `${filled(where)}${detail}`,
    ...(url !== undefined && { url: filled(url) }),
    ...((date ?? recorded) !== undefined && { recorded: date ?? recorded }),
  } as Source;
}

const FORM = /^([a-z0-9-]+)([,:] .+?)?(?: \((\d{4}(?:-\d{2}){0,2})\))?$/su;
