import { baseStep, probeName } from "../base-step.ts";
import type { Case } from "../case.ts";
import { memberForms } from "../member-forms.ts";
import type { Scenario } from "../scenario.ts";
import type { Stratum } from "../stratum.ts";

/**
 * Each documented form of FunctionName, crossed with where a qualifier stands and with how the path is written. Arguments:
 * - `qualifier`: which one (`$LATEST`);
 * - `stands`: where, out of `nowhere`, `in the name`, `as parameter`, `in both` (all of them);
 * - `forms`: out of the names in member-forms.ts (all of them).
 */
export const functionNameForms: Scenario = (clause, specification) => {
  const given = clause.given as unknown as FormsArguments;
  const qualifier = given.qualifier ?? "$LATEST";
  const base = baseStep(clause.operation, specification);
  const probe = probeName(clause.operation, specification);
  const strata: Stratum<Case>[] = [];
  for (const form of memberForms["FunctionName"] ?? []) {
    // A form that names a qualifier has no place for another.
    if (!form.text.endsWith("{function}") || (given.forms && !given.forms.includes(form.name))) continue;
    for (const stands of given.stands ?? placesOfQualifier) {
      for (const path of ["encoded", "raw"] as const) {
        const name = form.text.replace("{function}", probe);
        const input = {
          ...base.input,
          FunctionName: stands === "in the name" || stands === "in both" ? `${name}:${qualifier}` : name,
          ...((stands === "as parameter" || stands === "in both") && { Qualifier: qualifier }),
        };
        const kind = `${form.name}, qualifier ${stands}, path ${path}`;
        const why = `${form.name}, qualifier ${stands === "nowhere" ? "left out" : `${qualifier} ${stands}`}, path ${path}`;
        strata.push({ kind, only: { kind, why, steps: [{ ...base, input, wire: { path } }] } });
      }
    }
  }
  return strata;
};

const placesOfQualifier = ["nowhere", "in the name", "as parameter", "in both"] as const;

interface FormsArguments {
  readonly qualifier?: string;
  readonly stands?: readonly (typeof placesOfQualifier)[number][];
  readonly forms?: readonly string[];
}
