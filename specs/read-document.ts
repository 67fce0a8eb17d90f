import { documentFaultWords } from "./document-fault-words.ts";
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
  if (fault) throw new UserError(`${path}: ${documentFaultWords(fault, document)}`);
  return document as T;
}
