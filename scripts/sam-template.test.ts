import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireOrSkip } from "../suites/testing/require-or-skip.ts";
import { templateFile, templateText } from "./sam-template.ts";
import { expectCurrent } from "./testing/expect-current.ts";

test("docs/sam/template.yaml is what scripts/sam-template.ts makes of the fixtures", () => {
  expectCurrent(templateFile, templateText(), "node scripts/sam-template.ts");
});

requireOrSkip("cfn-lint", "--version")("cfn-lint finds nothing wrong with the templates", () => {
  const other = join(import.meta.dirname, "../docs/recording/github-role.yaml");
  const { stdout, status } = spawnSync("cfn-lint", [templateFile, other], { encoding: "utf8" });
  expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
});
