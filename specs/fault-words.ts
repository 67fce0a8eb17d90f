import type { ErrorObject } from "ajv/dist/2020.js";
import type { Fault } from "./expectation-fault.ts";

/** The deepest of ajv's errors: the others only say that a branch above it failed. */
export function faultWords(errors: readonly ErrorObject[]): Fault {
  const telling = errors.filter(({ keyword }) => !["if", "oneOf", "anyOf", "allOf"].includes(keyword));
  const depth = (error: ErrorObject): number => error.instancePath.split("/").length;
  const [deepest] = (telling.length > 0 ? telling : errors).toSorted((a, b) => depth(b) - depth(a));
  if (!deepest) return { pointer: "", says: "not valid" };
  const { keyword, params, instancePath, message, data } = deepest;
  const stray = params["additionalProperty"] ?? params["unevaluatedProperty"] ?? params["propertyName"];
  const says =
    keyword === "enum"
      ? `must be one of ${params["allowedValues"].join(", ")}, not ${JSON.stringify(data)}`
      : keyword === "const"
        ? `must be ${JSON.stringify(params["allowedValue"])}, not ${shortJson(data)}`
        : stray !== undefined
          ? `unknown member "${stray}"`
          : `${message}${typeof data === "string" ? `, not ${JSON.stringify(data)}` : ""}`;
  return { pointer: instancePath, says };
}

/** A value as JSON, and no longer than a line can hold. */
function shortJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
