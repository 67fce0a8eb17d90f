import type { Clause } from "../../specs/clause.ts";

/** One thing that an expectation demands of one place in the observation. */
export interface Leaf {
  /** Names of members, such as `outputs` and `ExecutedVersion`. A number is the index of an item in a list, `*` any item. */
  readonly path: readonly string[];
  /**
   * A keyword of JSON Schema or one of ours. `present` and `absent` stand for `required` and `false`. The demand of `anyOf` is a list of leaves for
   * each alternative, with complete paths.
   */
  readonly keyword: string;
  readonly demand: unknown;
  /** Type of the events that it applies to, if not to all. */
  readonly event?: string | undefined;
}

type Schema = Readonly<Record<string, unknown>> | boolean;

/**
 * The demands of an expectation, without redundant ones. Presence is redundant if the content is also demanded. A type is redundant if
 * there are other demands on the value.
 */
export function leavesOf(schema: unknown, path: readonly string[] = []): Leaf[] {
  if (schema === false) return [{ path, keyword: "absent", demand: true }];
  if (typeof schema !== "object" || schema === null) return [];
  const node = schema as Exclude<Schema, boolean>;
  const properties = (node["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  const below = Object.entries(properties).flatMap(([name, child]) => leavesOf(child, [...path, name]));
  const required = ((node["required"] ?? []) as readonly string[])
    .filter((name) => !below.some((leaf) => leaf.path[path.length] === name))
    .map((name): Leaf => ({ path: [...path, name], keyword: "present", demand: true }));
  const all = (node["allOf"] ?? []) as readonly Schema[];
  const any = (node["anyOf"] ?? node["oneOf"]) as readonly Schema[] | undefined;
  const inner = [
    ...below,
    ...required,
    ...all.flatMap((child) => leavesOf(child, path)),
    ...(any === undefined
      ? []
      : [{ path, keyword: "anyOf", demand: any.map((child) => leavesOf(child, path)) }]),
    ...leavesOf(node["then"], path).map((leaf) => ({ ...leaf, event: eventIn(node["if"]) ?? leaf.event })),
    ...((node["prefixItems"] ?? []) as readonly Schema[]).flatMap((child, index) =>
      leavesOf(child, [...path, String(index)]),
    ),
    ...leavesOf(node["items"], [...path, "*"]),
    ...leavesOf(node["contains"], [...path, "*"]),
  ];
  const own = Object.entries(node)
    .filter(([keyword]) => !STRUCTURE.has(keyword))
    .map(([keyword, demand]): Leaf => ({ path, keyword, demand }));
  const typed = node["type"] !== undefined && inner.length + own.length === 0;
  return [...inner, ...own, ...(typed ? [{ path, keyword: "type", demand: node["type"] }] : [])];
}

/** The event type that a condition demands. */
function eventIn(condition: unknown): string | undefined {
  const type = (condition as { properties?: { eventType?: { const?: unknown } } } | undefined)?.properties
    ?.eventType?.const;
  return typeof type === "string" ? type : undefined;
}

const STRUCTURE: ReadonlySet<string> = new Set([
  "properties",
  "required",
  "allOf",
  "anyOf",
  "oneOf",
  "if",
  "then",
  "else",
  "items",
  "prefixItems",
  "contains",
  "minContains",
  "maxContains",
  "type",
  "description",
]);

/** The demands of the answer that demands most. Other answers mostly demand that nothing is there. */
export function formOf({ expect }: Pick<Clause, "expect">): readonly Leaf[] {
  const forms = expect.map(({ schema }) => leavesOf(schema));
  return forms.reduce((most, form) => (form.length >= most.length ? form : most), []);
}

/**
 * The demands on one call that form the rule. The others are preconditions: a reply with that status, the presence of a member, or at least one end
 * of the stream.
 */
export function rulesIn(leaves: readonly Leaf[]): readonly Leaf[] {
  const rules = leaves.filter(
    ({ path, keyword }) =>
      path[0] !== "status" && !(path.join() === "stream,completes" && keyword === "minimum"),
  );
  const strict = rules.filter(({ keyword }) => keyword !== "present");
  if (strict.length > 0) return strict;
  return rules.length > 0 ? rules : leaves;
}
