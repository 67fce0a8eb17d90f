import type { ErrorObject } from "ajv/dist/2020.js";
import type { Fault } from "./expectation-fault.ts";

/** The deepest error of ajv. The others only say that a branch above it failed. */
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
          : keyword === "required"
            ? missingWords(alternatives(deepest, telling))
            : keyword === "type"
              ? `must be ${[params["type"]].flat().map(typeWords).join(" or ")}${typeof data === "string" ? `, not ${JSON.stringify(data)}` : ""}`
              : `${message}${typeof data === "string" ? `, not ${JSON.stringify(data)}` : ""}`;
  return { pointer: instancePath, says };
}

/** What is missing, and what could stand there instead: each branch of an `anyOf` or `oneOf` requires a different property. */
function alternatives(fault: ErrorObject, errors: readonly ErrorObject[]): readonly string[] {
  const branches = (error: ErrorObject): string =>
    error.schemaPath.replace(/(\/(?:anyOf|oneOf))\/\d+\/required$/, "$1");
  const beside = errors.filter(
    (error) =>
      error.keyword === "required" &&
      error.instancePath === fault.instancePath &&
      branches(error) === branches(fault) &&
      branches(error) !== error.schemaPath,
  );
  const names = (beside.length > 0 ? beside : [fault]).map(({ params }) => `"${params["missingProperty"]}"`);
  return [...new Set(names)];
}

function missingWords(names: readonly string[]): string {
  return names.length === 1
    ? `the member ${names[0]} is missing`
    : `one of the members ${names.join(", ")} is required`;
}

function typeWords(type: string): string {
  if (type === "null") return type;
  return `${/^[aio]/.test(type) ? "an" : "a"} ${type}`;
}

/** A value as JSON, short enough for one line. */
function shortJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
