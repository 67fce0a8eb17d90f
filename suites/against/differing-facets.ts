import { createHash } from "node:crypto";
import type { DifferingFacet } from "./endpoint-difference.ts";
import type { Facets } from "./facets-of.ts";
import { nameOf } from "./speaks-of.ts";

/** Most characters of a facet to show. */
const MOST = 300;

/**
 * The facets in which two endpoints differ. If both bodies are JSON objects, each member is a facet (`body.errorType`), because each may belong to
 * another clause.
 */
export function differingFacets(endpoint: Facets, against: Facets): readonly DifferingFacet[] {
  return [...new Set([...endpoint.keys(), ...against.keys()])].flatMap((facet): DifferingFacet[] => {
    const [mine, other] = [endpoint.get(facet), against.get(facet)];
    if (mine === other) return [];
    const name = nameOf({ facet });
    // If only one response is an error, the difference in its members follows from that.
    if (name === "members of the error" && (mine === undefined || other === undefined)) return [];
    const members = name === "body" ? [membersOf(mine), membersOf(other)] : [];
    const [its, others] = members;
    if (its === undefined || others === undefined) return [differing(facet, mine, other)];
    return [...new Set([...its.keys(), ...others.keys()])]
      .filter((member) => its.get(member) !== others.get(member))
      .map((member) => differing(`${facet}.${member}`, its.get(member), others.get(member)));
  });
}

function differing(facet: string, endpoint?: string, against?: string): DifferingFacet {
  return {
    facet,
    ...(endpoint !== undefined && { endpoint: shortened(endpoint) }),
    ...(against !== undefined && { against: shortened(against) }),
  };
}

/** The members of a JSON object in a text, each as JSON. Undefined for other texts. */
function membersOf(text: string | undefined): ReadonlyMap<string, string> | undefined {
  if (text?.startsWith("{") !== true) return undefined;
  try {
    return new Map(Object.entries(JSON.parse(text)).map(([name, value]) => [name, JSON.stringify(value)]));
  } catch {
    return undefined;
  }
}

/** The beginning of a long value, plus a digest that distinguishes values with the same beginning. */
function shortened(text: string): string {
  if (text.length <= MOST) return text;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${text.slice(0, MOST)}... (${text.length} characters, SHA-256 ${digest})`;
}
