import { expect, test } from "vitest";
import { fileKind } from "./file-kind.ts";

test.each([
  ["a HAR", '{"log":{"version":"1.2","entries":[]}}', "an HTTP Archive (HAR)"],
  ["a report", '{"version":1,"subject":{},"verdicts":[]}', "a JSON report"],
  ["a list of deviations", '{"deviations":[]}', "a list of deviations"],
  ["a journal", '{"header":{"version":1}}\n{"verdict":{}}\n', "the journal of a run"],
  ["CTRF", '{"results":{"tool":{},"tests":[]}}', "a CTRF report"],
  ["JUnit", '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="x">', "a JUnit report"],
  [
    "a collection",
    '{"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/"}}',
    "a Postman",
  ],
  ["OpenAPI", '{"openapi":"3.1.0"}', "an OpenAPI description"],
  [
    "a list in YAML",
    "- invoke/status/dry-run # not offered\n- invoke/log-type/**\n",
    "a plain list of clauses",
  ],
  ["a list of lines", "invoke/status/dry-run\n", "a plain list of clauses"],
  ["a list in JSON", '["invoke/status/dry-run"]', "a plain list of clauses"],
  ["a config file", '{"endpoint":"http://127.0.0.1:4566"}', "a config file"],
])("%s is recognized", (_, text, is) => {
  expect(fileKind(text)).toContain(`; this is ${is}`);
});

test.each(["", "{}", "[]", "null", "7", "hello", '{"a":1}', "[1]"])(
  "%j is of no kind that is known",
  (text) => {
    expect(fileKind(text)).toBe("");
  },
);
