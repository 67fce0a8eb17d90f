import { readFileSync } from "node:fs";
import { schemaFault } from "./schema-fault.ts";
import { UserError } from "./user-error.ts";

/**
 * A JSON document that a person or a run wrote, checked against its schema.
 * @throws UserError with the file, the place in it and the reason
 */
export function readDocument<T>(path: string, schema: Parameters<typeof schemaFault>[0]): T {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === undefined ? `${path}: not JSON: ${message}` : `${path}: cannot be read (${code})`,
    );
  }
  const fault = schemaFault(schema, document);
  if (fault) throw new UserError(`${path}: ${fault.pointer || "/"}: ${fault.says}`);
  return document as T;
}
