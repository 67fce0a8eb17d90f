import type { Member } from "../../specs/operation.ts";
import { breaksOnly } from "../breaks-only.ts";
import { type Choices, fromChoices, neverRefuses } from "../choices.ts";
import { memberForms, nameOf } from "../member-forms.ts";
import { examples, filled, filledSpans } from "../placeholders.ts";
import type { NearMiss, Stratum } from "../stratum.ts";
import { branchesOf } from "./branches.ts";
import { type Derivation, derivationOf, derive, merged, NO_PINS } from "./derivation.ts";
import { type Edit, type EditSite, editSites } from "./edits.ts";
import type { PatternNode } from "./pattern-node.ts";

/**
 * Texts one edit from a member of the pattern, by kind of edit; each is proven to be outside of it, in later editions too. The
 * member is a documented form that names the probe, where the edit fits one, or any member.
 */
export function nearMisses(pattern: PatternNode, member: Member): readonly Stratum<NearMiss<string>>[] {
  const forms = formsOf(pattern, member);
  const [plainest] = forms;
  const contexts = [NO_PINS, ...branchesOf(pattern).map(({ pins }) => pins)];
  const strata: Stratum<NearMiss<string>>[] = [];
  for (const [kind, sites] of Map.groupBy(editSites(pattern, member), (site) => site.kind)) {
    const apt = sites.flatMap((site) => {
      // What takes one member out of the language leaves another in it: the site is used in the first context where it never does.
      const settled = contexts.map((context) => ({ ...site, pins: merged(site.pins, context) }));
      return settled.find((candidate) => neverRefuses((choices) => missAt(candidate, choices), TRIALS)) ?? [];
    });
    if (apt.length === 0) continue;
    strata.push({
      kind,
      many: fromChoices((choices) => {
        const site = apt[choices.pick(apt.length)];
        return site && missAt(site, choices);
      }),
    });
  }
  return strata;

  function missAt(site: EditSite, choices: Choices): NearMiss<string> | undefined {
    // The forms that name the probe come first, and are what is shrunk to.
    const form = forms[choices.pick(forms.length * 2)];
    const miss = form && missOf(form, site, choices);
    if (miss !== undefined) return miss;
    const other = missOf({ derivation: derive(pattern, site.pins, choices), spans: [] }, site, choices);
    return other && plainest ? { ...other, twin: textOf(plainest) } : other;
  }

  function missOf(base: Base, site: EditSite, choices: Choices): NearMiss<string> | undefined {
    const { count, edit } = site.edits(base.derivation);
    if (count === 0) return undefined;
    const first = choices.pick(count);
    for (let tried = 0; tried < Math.min(count, TRIES); tried++) {
      const made = edit((first + tried) % count);
      const value = made && edited(base, made);
      if (value !== undefined && breaksOnly(member, "pattern", value)) {
        return {
          value,
          mended: textOf(base),
          why: `${nameOf(member.name, base.derivation.text)} with ${made?.what}`,
        };
      }
    }
    return undefined;
  }
}

/** How many draws a place for an edit must stand before it is used, and how many edits are looked at in one draw. */
const TRIALS = 40;
const TRIES = 8;

/** A member to be edited, and where in it the example values of placeholders stand. */
interface Base {
  readonly derivation: Derivation;
  readonly spans: ReturnType<typeof filledSpans>;
}

function formsOf(pattern: PatternNode, member: Member): readonly Base[] {
  const values = examples[0] ?? {};
  return (memberForms[member.name] ?? []).flatMap(({ text }) => {
    const derivation = derivationOf(pattern, filled(text, values));
    return derivation === undefined ? [] : [{ derivation, spans: filledSpans(text, values) }];
  });
}

/** The text with the edit made, its placeholders back in place; undefined when the edit would cut one of them. */
function edited({ derivation: { text }, spans }: Base, { at, length, insert }: Edit): string | undefined {
  if (spans.some(({ from, to }) => at < to && at + length > from)) return undefined;
  const before = spans.filter(({ to }) => to <= at);
  const after = spans.filter(({ from }) => from >= at + length && !before.some((span) => span.from === from));
  return (
    unfilled({ spans: before }, text.slice(0, at)) +
    insert +
    unfilled(
      { spans: after.map((span) => ({ ...span, from: span.from - at - length, to: span.to - at - length })) },
      text.slice(at + length),
    )
  );
}

function textOf(base: Base): string {
  return unfilled(base, base.derivation.text);
}

/** The text with placeholders in the place of their example values. */
function unfilled({ spans }: Pick<Base, "spans">, text: string): string {
  let out = "";
  let end = 0;
  for (const { from, to, placeholder } of spans) {
    out += text.slice(end, from) + placeholder;
    end = to;
  }
  return out + text.slice(end);
}
