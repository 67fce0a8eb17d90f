import { ClauseFault } from "./clause-fault.ts";
import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";
import { named, type Vocabulary } from "./vocabulary.ts";
import type { SourceReference } from "./written-clause.ts";

/**
 * Expands a reference to a source of sources.json: a name, then optionally a detail and a date. The detail begins with a comma or a
 * colon and is appended to `where`; the date replaces `recorded`. For example, `"api-errors, ServiceException (2026-01)"`.
 * @throws ClauseFault for a name that sources.json does not define
 */
export function expandSource(
  reference: SourceReference,
  operation: OperationName,
  { sources }: Pick<Vocabulary, "sources">,
): Source {
  if (typeof reference !== "string") return reference;
  const [, name = "", detail = "", date] = FORM.exec(reference) ?? [];
  const source = named(sources, name, operation);
  if (!source) throw new ClauseFault("", `sources.json has no source "${name || reference}"`);
  const filled = (text: string): string => text.replaceAll("{operation}", operation);
  return {
    ...source,
    where: `${filled(source.where)}${detail}`,
    ...(source.url !== undefined && { url: filled(source.url) }),
    ...(date !== undefined && { recorded: date }),
  };
}

const FORM = /^([a-z0-9-]+)([,:] .+?)?(?: \((\d{4}(?:-\d{2}){0,2})\))?$/su;
