import { expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { keepsAll } from "./breaks-only.ts";
import { memberForms, nameOf } from "./member-forms.ts";

const specification = loadSpecification();

test("every form keeps all keywords of its member, in both operations", () => {
  for (const { inputs } of Object.values(specification.operations)) {
    for (const [name, forms] of Object.entries(memberForms)) {
      const member = inputs.find((input) => input.name === name);
      expect(member, name).toBeDefined();
      for (const { text } of forms) expect(member && keepsAll(member, text), text).toBe(true);
    }
  }
});

test.each([
  ["FunctionName", "my-function", "bare name"],
  ["FunctionName", "my.function:live", "bare name with an alias"],
  ["FunctionName", "my-function:7", "bare name with a version"],
  ["FunctionName", "function:my-function", "name after function:"],
  ["FunctionName", "function:my-function:$LATEST", "name after function: with $LATEST"],
  ["FunctionName", "123456789012:function:my-function", "partial ARN"],
  ["FunctionName", "123456789012:my-function", "partial ARN"],
  ["FunctionName", "us-east-1:123456789012:function:f:1", "partial ARN with a version"],
  ["FunctionName", "us-iso-east-1:function:f", "partial ARN without account in an isolated region"],
  ["FunctionName", "arn:aws:lambda:us-east-1:123456789012:function:f", "full ARN"],
  [
    "FunctionName",
    "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f",
    "full ARN in a GovCloud region",
  ],
  [
    "FunctionName",
    "arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:f:$LATEST.PUBLISHED",
    "full ARN in a region of the European Sovereign Cloud with $LATEST.PUBLISHED",
  ],
  ["FunctionName", "arn:aws:lambda:f", "ARN with parts left out"],
  ["Qualifier", "$LATEST", "$LATEST"],
  ["Qualifier", "$LATEST.PUBLISHED", "$LATEST.PUBLISHED"],
  ["Qualifier", "12", "version"],
  ["Qualifier", "live", "alias"],
  ["TenantId", "tenant", "value"],
])("%s %s is called %s", (member, value, name) => {
  expect(nameOf(member, value)).toBe(name);
});
