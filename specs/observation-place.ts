import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A JSON Schema as parsed JSON. */
export type ObservationSchema = Readonly<Record<string, unknown>>;

/** What is known about a place in the observation: its schema with references resolved; undefined when any value may stand there. */
export type ObservationPlace = ObservationSchema | undefined;

const observation = JSON.parse(
  readFileSync(join(import.meta.dirname, "schema", "observation.json"), "utf8"),
) as ObservationSchema;

const followed = new Map<unknown, ObservationPlace>();

/** A schema of the observation with its reference resolved. Keywords beside a `$ref` are added to the schema that it names. */
function place(schema: unknown): ObservationPlace {
  if (!followed.has(schema)) followed.set(schema, follow(schema));
  return followed.get(schema);
}

function follow(schema: unknown): ObservationPlace {
  if (typeof schema !== "object" || schema === null) return undefined;
  const { $ref, ...own } = schema as ObservationSchema;
  if (typeof $ref !== "string") return own;
  const named =
    (observation["$defs"] as Readonly<Record<string, ObservationSchema>>)[$ref.replace("#/$defs/", "")] ?? {};
  return {
    ...named,
    ...own,
    properties: { ...(named["properties"] as object), ...(own["properties"] as object | undefined) },
  };
}

/** The whole observation. */
export const wholeObservation: ObservationPlace = place(observation);

/** The member of a place; `nowhere` when the observation's schema lists the members and this one is not among them. */
export function memberOf(here: ObservationPlace, name: string): ObservationPlace | "nowhere" {
  const properties = here?.["properties"] as Readonly<Record<string, unknown>> | undefined;
  if (properties && Object.hasOwn(properties, name)) return place(properties[name]);
  if (here?.["additionalProperties"] !== undefined) return place(here["additionalProperties"]);
  return properties ? "nowhere" : undefined;
}

/** The items of a place that is a list. */
export function itemsOf(here: ObservationPlace): ObservationPlace {
  return place(here?.["items"]);
}

/** Whether an observation can have a value at a JSON Pointer. */
export function isInObservation(pointer: string): boolean {
  let here: ObservationPlace = wholeObservation;
  for (const part of pointer.split("/").slice(1)) {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const next: ObservationPlace | "nowhere" =
      here?.["type"] === "array" ? itemsOf(here) : memberOf(here, name);
    if (next === "nowhere") return false;
    here = next;
  }
  return pointer.startsWith("/");
}
