import { parseFunctionName } from "../../targets/reference/function-name.ts";
import { baseStep, probeName } from "../base-step.ts";
import type { Asked } from "../calls/asked.ts";
import { askedCall } from "../calls/asked-call.ts";
import { startOf } from "../calls/start-of.ts";
import type { Case } from "../case.ts";
import { memberForms } from "../member-forms.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, listOf, object, oneOf, text } from "../schema.ts";
import type { Stratum } from "../stratum.ts";

/** The forms without a qualifier: a form with one has no place for another. */
const bareForms = (memberForms["FunctionName"] ?? []).filter(({ text }) => text.endsWith("{function}"));

const placesOfQualifier = ["nowhere", "in the name", "as parameter", "in both"] as const;

export const functionNameForms: Scenario = scenario({
  description:
    "Each documented form of FunctionName, combined with each place of a qualifier and each spelling of the path.",
  arguments: object(
    {},
    {
      qualifier: described("A version or alias; default: $LATEST.", text),
      stands: described("Where the qualifier is; default: all places.", listOf(oneOf(placesOfQualifier))),
      forms: described(
        "Which forms; default: all of them.",
        listOf(oneOf(bareForms.map(({ name }) => name))),
      ),
    },
  ),
  cases: (
    { qualifier = "$LATEST", stands: places = placesOfQualifier, forms },
    { operation },
    specification,
  ) => {
    const base = baseStep(operation, specification);
    const probe = probeName(operation, specification);
    const strata: Stratum<Case>[] = [];
    for (const form of bareForms) {
      if (forms && !forms.includes(form.name)) continue;
      for (const stands of places) {
        for (const path of ["encoded", "raw"] as const) {
          const name = form.text.replace("{function}", probe);
          const input = {
            ...base.input,
            FunctionName: stands === "in the name" || stands === "in both" ? `${name}:${qualifier}` : name,
            ...((stands === "as parameter" || stands === "in both") && { Qualifier: qualifier }),
          };
          const kind = `${form.name}, qualifier ${stands}, path ${path}`;
          const why = `${form.name}, ${stands === "nowhere" ? "no qualifier" : `qualifier ${qualifier} ${stands}`}, path ${path}`;
          strata.push({ kind, only: { kind, why, steps: [{ ...base, input, wire: { path } }] } });
        }
      }
    }
    return strata;
  },
  recognises: ({ qualifier = "$LATEST", stands: places, forms }, { operation }) => [
    askedCall(operation, (asked, probe) => {
      const { name, form, stands, qualifier: named } = partsOf(asked);
      return (
        name.startsWith(probe) &&
        startOf(asked.request.body, 200).startsWith('{"$probe":{"return":{"value":{"nonce":') &&
        (forms ?? [form]).includes(form) &&
        (places ?? [stands]).includes(stands) &&
        (stands === "nowhere" || named === qualifier) &&
        Object.keys(asked.input).length === (asked.input["Qualifier"] === undefined ? 1 : 2)
      );
    }),
  ],
});

/** The form of a request's FunctionName, and where its qualifier is. */
function partsOf({ input }: Asked): {
  readonly name: string;
  readonly form: string;
  readonly stands: (typeof placesOfQualifier)[number];
  readonly qualifier: string | undefined;
} {
  const { name, partition, account, qualifier } = parseFunctionName(input["FunctionName"] ?? "");
  const beside = input["Qualifier"];
  return {
    name,
    form: partition !== undefined ? "full ARN" : account !== undefined ? "partial ARN" : "bare name",
    stands:
      qualifier === undefined
        ? beside === undefined
          ? "nowhere"
          : "as parameter"
        : beside === undefined
          ? "in the name"
          : "in both",
    qualifier: qualifier ?? beside,
  };
}
