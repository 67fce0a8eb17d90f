import { Option } from "commander";
import { expect, test } from "vitest";
import { optionsOf } from "./option-of.ts";
import { kindOf, optionNames, type RunSettings, rowOf } from "./options.ts";
import { repeatingCommand } from "./repeating-command.ts";

test.each(optionNames)("--%s: the row has the name by which commander gives its value", (name) => {
  for (const option of optionsOf(name)) expect(option.attributeName()).toBe(name);
});

test.each(optionNames)("--%s: there is a parser just where the flag takes an argument", (name) => {
  const { flag, not } = rowOf(name);
  for (const one of [flag, ...(not ? [not.flag] : [])]) {
    expect(new Option(one).required).toBe(kindOf(name).parse !== undefined);
  }
});

test("the line that performs a case again names subject and rules, as they were given, and no secrets", () => {
  const given: Partial<RunSettings> = {
    endpoint: "http://127.0.0.1:1/a b",
    client: ["boto3"],
    feature: { alias: true, logs: false },
    header: [["Authorization", "secret"]],
    insecure: true,
    allowRemote: false,
    ca: "my ca.pem",
    edition: "2026-01-01",
    config: "ci.json",
    cases: 3,
    out: "elsewhere",
    color: false,
  };
  expect(repeatingCommand(given)).toBe(
    "lambda-conformance run --endpoint 'http://127.0.0.1:1/a b' --client boto3 --feature alias --no-feature logs" +
      " --ca 'my ca.pem' --insecure --edition 2026-01-01 --config ci.json",
  );
  expect(repeatingCommand({})).toBe("lambda-conformance run");
});
