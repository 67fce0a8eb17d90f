import type { Clause } from "../specs/clause.ts";
import type { Keyword, Member } from "../specs/operation.ts";
import type { Specification } from "../specs/specification.ts";
import { UserError } from "../specs/user-error.ts";
import { baseStep, changed, probeName } from "./base-step.ts";
import type { Case, InvokeStep } from "./case.ts";
import { keywordGenerators } from "./keyword-generators.ts";
import { payloadOf } from "./payload.ts";
import { scenarios } from "./scenarios.ts";
import { mapStrata, type Stratum } from "./stratum.ts";

/**
 * The kinds of cases of a clause, in the order in which they take turns. A passive clause has none.
 * @throws UserError when the clause names a member, keyword or scenario that is not there.
 */
export function strataOf(clause: Clause, specification: Specification): readonly Stratum<Case>[] {
  const { given } = clause;
  if ("every" in given) return [];
  if ("scenario" in given) {
    const scenario = scenarios[given.scenario];
    if (scenario === undefined) throw new UserError(`${clause.id}: there is no scenario "${given.scenario}"`);
    return scenario(clause, specification);
  }
  const member = memberOf(clause, given.parameter, specification);
  const base = changed(baseStep(clause.operation, specification), given.with && { input: given.with });
  const probe = probeName(clause.operation, specification);
  const step = (value: string | undefined) =>
    withMember(base, member, value?.replaceAll("{function}", probe));
  if ("keeps" in given) {
    const kept = keywordGenerators[keywordOf(clause, member, given.keeps)].keeps(member);
    return mapStrata(kept, ({ value, why }, kind) => ({
      kind,
      why: `${member.name} is ${why}`,
      steps: [step(value)],
    }));
  }
  const keyword = keywordOf(clause, member, given.breaks);
  return mapStrata(keywordGenerators[keyword].breaks(member), ({ value, mended, why }, kind) => ({
    kind,
    why: `${member.name} is ${why}`,
    steps: [step(value)],
    breaks: [keyword],
    twin: [step(mended)],
  }));
}

function memberOf(clause: Clause, name: string, specification: Specification): Member {
  const member = specification.operations[clause.operation].inputs.find((input) => input.name === name);
  if (member === undefined)
    throw new UserError(`${clause.id}: ${clause.operation} has no input member ${name}`);
  return member;
}

function keywordOf(clause: Clause, member: Member, keyword: Keyword): Keyword {
  if (member.keywords[keyword] === undefined) {
    throw new UserError(`${clause.id}: nothing is known of ${keyword} for ${member.name} in this edition`);
  }
  return keyword;
}

function withMember(step: InvokeStep, member: Member, value: string | undefined): InvokeStep {
  if (member.place === "body") {
    const { payload: _, ...rest } = step;
    return value === undefined ? rest : { ...rest, payload: payloadOf(value) };
  }
  const { [member.name]: _, ...others } = step.input;
  return { ...step, input: value === undefined ? others : { ...others, [member.name]: value } };
}
