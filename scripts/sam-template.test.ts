import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { templateFile, templateText } from "./sam-template.ts";

test("docs/sam/template.yaml is what scripts/sam-template.ts makes of the fixtures", () => {
  expect(readFileSync(templateFile, "utf8")).toBe(templateText());
});
