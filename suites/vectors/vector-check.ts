/**
 * One check of what a runner reads. `at` is a path of names, each after a slash; specs/schema/vector.json and specs/schema/client-vector.json list
 * them. The value there is one of these values, with `null` for absent, or it is text that matches a regular expression in RE2 syntax.
 */
export type VectorCheck = { readonly at: string } & (
  | { readonly oneOf: readonly unknown[] }
  | { readonly matches: string }
);
