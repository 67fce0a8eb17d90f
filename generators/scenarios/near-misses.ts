import { UserError } from "../../specs/user-error.ts";
import { breakingCases } from "../parameter-cases.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { described, input, keyword, listOf, object, text } from "../schema.ts";

export const nearMisses: Scenario = scenario({
  description:
    "Chosen kinds of values that break a keyword of a member, each with its valid twin. For clauses about the response to such a value.",
  arguments: object(
    {
      parameter: text,
      keyword,
      kinds: described(
        "Kinds that `explain` shows for the clause about the keyword; they depend on the edition.",
        listOf(text),
      ),
    },
    { with: described("Other members that are sent with it.", input) },
  ),
  cases: ({ parameter, keyword, with: others, kinds }, clause, specification) => {
    const strata = breakingCases(clause, specification, { parameter, keyword, with: others });
    const unknown = kinds.find((name) => !strata.some(({ kind }) => kind === name));
    if (unknown !== undefined) {
      throw new UserError(`${clause.id}: ${keyword} of ${parameter} has no near misses "${unknown}"`);
    }
    return strata.filter(({ kind }) => kinds.includes(kind));
  },
  recognises: { because: "a value does not show which kind of near miss it is" },
});
