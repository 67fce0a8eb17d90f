/**
 * Keywords that this project adds to JSON Schema for expectations. They state relations within an observation, which JSON Schema cannot
 * express. Each takes a JSON Pointer into the whole observation. suites/ implements them.
 */
export const relationKeywords: readonly string[] = ["atLeast", "includes", "sameAs"];
