/**
 * One thing that is asked of what a runner reads. `at` is a path of names with a slash before each; which there are, the schema of the lines says:
 * specs/schema/vector.json, specs/schema/client-vector.json. What stands there is one of these values, `null` for what is absent, or it is text
 * that matches a regular expression, of the kind that RE2 takes.
 */
export type VectorCheck = { readonly at: string } & (
  | { readonly oneOf: readonly unknown[] }
  | { readonly matches: string }
);
