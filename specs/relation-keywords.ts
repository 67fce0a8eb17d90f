/**
 * Keywords of our own that an expectation may use beside those of JSON Schema: relations within an observation that JSON
 * Schema cannot say. Each takes a JSON Pointer into the whole observation; suites/ gives them their meaning.
 */
export const relationKeywords: readonly string[] = ["atLeast", "includes", "sameAs"];
