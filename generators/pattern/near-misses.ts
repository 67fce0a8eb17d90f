import type { Member } from "../../specs/operation.ts";
import { type Choices, fromChoices, neverRefuses } from "../choices.ts";
import { memberForms, nameOf } from "../member-forms.ts";
import { examples, filled, filledSpans } from "../placeholders.ts";
import type { NearMiss, Stratum } from "../stratum.ts";
import { branchesOf } from "./branches.ts";
import { type Derivation, derivationOf, derive, merged, NO_PINS } from "./derivation.ts";
import { type Edit, type EditSite, editSites } from "./edits.ts";
import { patternJudge } from "./pattern-judge.ts";
import type { PatternNode } from "./pattern-node.ts";

/**
 * Texts one edit away from a member of the pattern, by kind of edit. Each is proven not to match, in later editions too. The member is a
 * documented form that names the probe when the edit fits one, else any member.
 */
export function nearMisses(
  pattern: PatternNode,
  member: Member,
  edits: readonly EditSite[] = editSites(pattern),
): readonly Stratum<NearMiss<string>>[] {
  const judge = patternJudge(member);
  const forms = formsOf(pattern, member);
  const twin = forms[0]?.form;
  const contexts = [NO_PINS, ...branchesOf(pattern).map(({ pins }) => pins)];
  const strata: Stratum<NearMiss<string>>[] = [];
  for (const [kind, sites] of Map.groupBy(edits, (site) => site.kind)) {
    const ofForms = sites.flatMap((site) => forms.flatMap((form) => missesOfForm(form, site)));
    const ofMembers = sites.flatMap((site) => settled(site) ?? []);
    if (ofForms.length + ofMembers.length === 0) continue;
    strata.push({
      kind,
      many: fromChoices((choices) => {
        // Edits of documented forms come first, because shrinking leads there.
        if (ofForms.length > 0 && (ofMembers.length === 0 || choices.pick(2) === 0)) {
          return ofForms[choices.pick(ofForms.length)];
        }
        const site = ofMembers[choices.pick(ofMembers.length)];
        return site && missOfMember(site, choices);
      }),
    });
  }
  return strata;

  /**
   * The site in the first context where its edit always works. An edit that makes one member stop matching may leave another one matching.
   */
  function settled(site: EditSite): EditSite | undefined {
    for (const context of contexts) {
      const candidate = { ...site, pins: merged(site.pins, context) };
      if (neverRefuses((choices) => missOfMember(candidate, choices))) return candidate;
    }
    return undefined;
  }

  function missOfMember(site: EditSite, choices: Choices): NearMiss<string> | undefined {
    const base = derive(pattern, site.pins, choices, site.node);
    const { text } = base;
    if (!judge.keepsRest(text)) return undefined;
    const count = site.count(base);
    const first = choices.pick(count);
    for (let tried = 0; tried < Math.min(count, TRIES); tried++) {
      const made = site.edit(base, (first + tried) % count);
      if (made === undefined) continue;
      const value = text.slice(0, made.at) + made.insert + text.slice(made.at + made.length);
      if (!judge.breaksPattern(value)) continue;
      const why = `${nameOf(member.name, text)} with ${made.what}`;
      return twin === undefined ? { value, mended: text, why } : { value, mended: text, twin, why };
    }
    return undefined;
  }

  /** All results of a site's edits of a form. There are few, and each is judged with several values of the placeholders. */
  function missesOfForm(form: FormBase, site: EditSite): NearMiss<string>[] {
    const base = about(form.derivation, site.node);
    return Array.from({ length: site.count(base) }, (_, number) => {
      const made = site.edit(base, number);
      const value = made && edited(form, made);
      if (value === undefined || !judge.breaksPattern(value)) return [];
      return [{ value, mended: form.form, why: `${nameOf(member.name, base.text)} with ${made?.what}` }];
    }).flat();
  }
}

/** How many edits one draw tries. */
const TRIES = 8;

/** A documented form with its placeholders, its derivation with example values, and the positions of those values. */
interface FormBase {
  readonly form: string;
  readonly derivation: Derivation;
  readonly spans: ReturnType<typeof filledSpans>;
}

function formsOf(pattern: PatternNode, member: Member): readonly FormBase[] {
  const values = examples[0] ?? {};
  return (memberForms[member.name] ?? []).flatMap(({ text }) => {
    const derivation = derivationOf(pattern, filled(text, values));
    return derivation === undefined ? [] : [{ form: text, derivation, spans: filledSpans(text, values) }];
  });
}

/** The records about one node only. */
function about({ text, leaves, repeats, eithers }: Derivation, node: PatternNode | undefined): Derivation {
  return {
    text,
    leaves: leaves.filter((leaf) => leaf.node === node),
    repeats: repeats.filter((rounds) => rounds.node === node),
    eithers: eithers.filter((chosen) => chosen.node === node),
  };
}

/** The form after the edit; undefined when the edit would cut a placeholder. */
function edited({ form, spans }: FormBase, { at, length, insert }: Edit): string | undefined {
  if (spans.some(({ from, to }) => at < to && at + length > from)) return undefined;
  // Moves the position of the edit to that in the form, where the placeholders before it have other lengths.
  const shift = spans.reduce(
    (sum, { from, to, placeholder }) => (to <= at ? sum + placeholder.length - (to - from) : sum),
    0,
  );
  return form.slice(0, at + shift) + insert + form.slice(at + shift + length);
}
