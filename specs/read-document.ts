import { fileKind } from "./file-kind.ts";
import { readJson } from "./read-json.ts";
import { schemaFault } from "./schema-fault.ts";
import { UserError } from "./user-error.ts";

/**
 * Reads a JSON document that a person or a run wrote, and checks it against its schema.
 * @throws UserError with the file, the place in it and the reason
 */
export function readDocument<T>(path: string, schema: Parameters<typeof schemaFault>[0]): T {
  const document = readJson(path, path);
  const fault = schemaFault(schema, document);
  if (fault)
    throw new UserError(`${path}: ${fault.pointer || "/"}: ${fault.says}${kindOf(document, fault.pointer)}`);
  return document as T;
}

/** Says what a document is when its root is wrong: it may be a file of another kind. */
function kindOf(document: unknown, pointer: string): string {
  return pointer === "" ? fileKind(JSON.stringify(document)) : "";
}
