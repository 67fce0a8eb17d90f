import type { JsonSchema } from "../../specs/clause.ts";
import type { Operation } from "../../specs/operation.ts";

/**
 * An expectation without what it asks of header fields of the reply that were not recorded: what they say when they are there still counts.
 * What an error says of its name stands or falls with the field that carries it.
 */
export function withoutUnknownHeaders(schema: JsonSchema, operation: Operation, named: boolean): JsonSchema {
  const inHeaders = operation.outputs.filter(({ place }) => place === "header").map(({ name }) => name);
  const errorParts = named ? ["inHeader"] : ["inHeader", "inBody", "known", "code", "status", "spelling"];
  const unknown: Readonly<Record<string, readonly string[] | "all">> = {
    headers: "all",
    outputs: inHeaders,
    brokenOutputs: inHeaders,
    error: errorParts,
  };
  if (typeof schema === "boolean") return schema;
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = ((schema["required"] ?? []) as readonly string[]).filter(
    (name) => name !== "log" || operation.events.length > 0,
  );
  const loosened = Object.entries(properties).map(([name, child]) => [
    name,
    unknown[name] === undefined || typeof child === "boolean" ? child : loose(child, unknown[name]),
  ]);
  const lists = ["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
    schema[keyword] === undefined
      ? []
      : [
          [
            keyword,
            (schema[keyword] as readonly JsonSchema[]).map((child) =>
              withoutUnknownHeaders(child, operation, named),
            ),
          ],
        ],
  );
  return { ...schema, required, properties: Object.fromEntries(loosened), ...Object.fromEntries(lists) };
}

/** Members that are not known are not asked for; those of an error are not looked at, for they are made of what is not there. */
function loose(schema: Exclude<JsonSchema, boolean>, names: readonly string[] | "all"): JsonSchema {
  const isUnknown = (name: string): boolean => names === "all" || names.includes(name);
  const required = ((schema["required"] ?? []) as readonly string[]).filter((name) => !isUnknown(name));
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const derived = names !== "all" && names.includes("inHeader");
  const kept = Object.entries(properties).filter(([name]) => !(derived && isUnknown(name)));
  return { ...schema, required, properties: Object.fromEntries(kept) };
}
