import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "./expectation-fault.ts";

/** The `given` of every clause has at least one of these members. */
const FORMS = ["steps", "variants", "scenario", "parameter", "every"];

/**
 * The first fault in `given` in a document of clauses: no known form, an unknown scenario, or an argument that its scenario does not take.
 * The schema refuses all of them. This function also names what is known, because most such faults are typing errors.
 */
export function argumentFault(document: unknown): Fault | undefined {
  const { $defs } = JSON.parse(
    readFileSync(join(import.meta.dirname, "schema", "scenarios.json"), "utf8"),
  ) as { readonly $defs: Readonly<Record<string, { readonly properties: object }>> };
  for (const [index, clause] of list(member(document, "clauses")).entries()) {
    const given = member(clause, "given");
    // As in the schema, these two arguments imply their scenario.
    const implied = ["steps", "variants"].find((name) => member(given, name) !== undefined);
    const scenario = member(given, "scenario") ?? implied;
    const pointer = `/clauses/${index}/given`;
    if (typeof scenario !== "string") {
      if (FORMS.some((form) => member(given, form) !== undefined)) continue;
      return {
        pointer,
        says: `${member(clause, "id")}: has none of ${FORMS.join(", ")}; it has ${Object.keys(given as object).join(", ")}`,
      };
    }
    const properties = $defs[scenario]?.properties;
    if (properties === undefined) {
      const names = Object.keys($defs).join(", ");
      return {
        pointer: `${pointer}/scenario`,
        says: `${member(clause, "id")}: there is no scenario "${scenario}"; there are ${names} (npm run fix adds one that is new in generators/scenarios.ts)`,
      };
    }
    const stray = Object.keys(given as object).find((name) => !(name in properties));
    if (stray === undefined) continue;
    const names = Object.keys(properties).filter((name) => name !== "scenario");
    return {
      pointer: `${pointer}/${stray.replaceAll("~", "~0").replaceAll("/", "~1")}`,
      says: `${member(clause, "id")}: the scenario "${scenario}" has no argument "${stray}"; it takes ${names.join(", ")}`,
    };
  }
  return undefined;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
