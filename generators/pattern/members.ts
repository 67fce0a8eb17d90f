import type { Member } from "../../specs/operation.ts";
import { type Choices, fromChoices, neverRefuses } from "../choices.ts";
import { memberForms, nameOf } from "../member-forms.ts";
import type { Sample, Stratum } from "../stratum.ts";
import { branchesOf } from "./branches.ts";
import { derive, NO_PINS, type Pins } from "./derivation.ts";
import { patternJudge } from "./pattern-judge.ts";
import type { PatternNode } from "./pattern-node.ts";

/**
 * Members of the pattern that also keep the member's other keywords. They are its documented forms, any member, and one stratum for each
 * branch of the pattern that the other keywords allow.
 */
export function members(pattern: PatternNode, member: Member): readonly Stratum<Sample<string>>[] {
  const judge = patternJudge(member);
  const forms = (memberForms[member.name] ?? [])
    .filter(({ text }) => judge.keepsAll(text))
    .map(
      ({ name, text }): Stratum<Sample<string>> => ({
        kind: `the form: ${name}`,
        only: { value: text, why: name },
      }),
    );
  const branches = [{ kind: "any member", pins: NO_PINS }, ...branchesOf(pattern)]
    .map(({ kind, pins }) => ({ kind, make: maker(kind, pins) }))
    .filter(({ make }) => neverRefuses(make))
    .map(({ kind, make }): Stratum<Sample<string>> => ({ kind, many: fromChoices(make) }));
  return [...forms, ...branches];

  function maker(kind: string, pins: Pins): (choices: Choices) => Sample<string> | undefined {
    return (choices) => {
      const { text } = derive(pattern, pins, choices);
      return judge.keepsRest(text)
        ? { value: text, why: `${nameOf(member.name, text)}: ${kind}` }
        : undefined;
    };
  }
}
