import { expect, test } from "vitest";
import { parseFunctionName } from "./function-name.ts";

const none = { partition: undefined, region: undefined, account: undefined, qualifier: undefined };

test.each([
  ["f", { ...none, name: "f" }],
  ["f:live", { ...none, name: "f", qualifier: "live" }],
  ["function:f", { ...none, name: "f" }],
  ["function", { ...none, name: "function" }],
  ["function:function:function", { ...none, name: "function", qualifier: "function" }],
  ["123456789012:function:f", { ...none, account: "123456789012", name: "f" }],
  ["123456789012:f:$LATEST", { ...none, account: "123456789012", name: "f", qualifier: "$LATEST" }],
  ["123456789012", { ...none, name: "123456789012" }],
  ["us-east-1:f", { ...none, region: "us-east-1", name: "f" }],
  ["eusc-de-east-1:f", { ...none, region: "eusc-de-east-1", name: "f" }],
  ["us-isob-east-1:f", { ...none, region: "us-isob-east-1", name: "f" }],
  ["us-gov-west-1", { ...none, name: "us-gov-west-1" }],
  ["arn", { ...none, name: "arn" }],
  ["arn:aws", { ...none, name: "arn", qualifier: "aws" }],
  ["arn:aws:lambda:f", { ...none, partition: "aws", name: "f" }],
  [
    "arn:aws:lambda:us-east-1:123456789012:function",
    { ...none, partition: "aws", region: "us-east-1", account: "123456789012", name: "function" },
  ],
  [
    "arn:aws-cn:lambda:cn-north-1:123456789012:function:f.g:1",
    { partition: "aws-cn", region: "cn-north-1", account: "123456789012", name: "f.g", qualifier: "1" },
  ],
])("%s", (text, parts) => {
  expect(parseFunctionName(text)).toEqual(parts);
});
