import { expect, test } from "vitest";
import { createReader } from "../../generators/calls/asked.ts";
import type { Clause } from "../../specs/clause.ts";
import { loadSpecification } from "../../specs/load-specification.ts";
import { createHasOtherFaults } from "./other-faults.ts";
import { readHar } from "./read-har.ts";

const specification = loadSpecification();
const read = createReader(specification);

interface Call {
  readonly name: string;
  readonly query?: string;
  readonly host?: string;
  readonly signedFor?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly status?: number;
}

function hasOtherFaults(id: string, call: Call): boolean {
  const { name, query = "", host = "127.0.0.1:9", signedFor, headers = {}, text = "{}", status = 200 } = call;
  const authorization =
    signedFor && `AWS4-HMAC-SHA256 Credential=****/20260101/${signedFor}/lambda/aws4_request, Signature=****`;
  const fields = { ...headers, ...(authorization && { Authorization: authorization }) };
  const entry = {
    request: {
      method: "POST",
      url: `https://${host}/2015-03-31/functions/${encodeURIComponent(name)}/invocations${query}`,
      headers: Object.entries(fields).map(([field, value]) => ({ name: field, value })),
      postData: { text },
    },
    response: { status, headers: [], content: { text: "{}" } },
  };
  const [recorded] = readHar({ log: { entries: [entry] } }, "a.har");
  const asked = recorded && read(recorded.exchange.request);
  if (recorded === undefined || asked === undefined) throw new Error("no call");
  const clause = specification.clauses.find((one) => one.id === id) as Clause;
  return createHasOtherFaults(clause, specification, "probe")(asked, recorded);
}

const ARN = "arn:aws:lambda:eu-west-1:123456789012:function:probe";
const NAMES = "invoke/function-name/arn";

test.each([
  ["a plain name", NAMES, { name: "probe" }],
  ["a region that the call is signed for", NAMES, { name: ARN, signedFor: "eu-west-1" }],
  ["the region of the host", NAMES, { name: ARN, host: "lambda.eu-west-1.amazonaws.com" }],
  [
    "a field that SDKs send",
    NAMES,
    { name: "probe", headers: { "X-Amz-User-Agent": "sdk", traceparent: "0" } },
  ],
  ["the same qualifier twice", NAMES, { name: "probe:1", query: "?Qualifier=1" }],
  ["another function, for a clause about its name", "invoke/qualifier/too-long", { name: "mine" }],
  [
    "JSON that is broken, for a clause about that",
    "invoke/payload/broken-json",
    { name: "probe", text: "{" },
  ],
  [
    "another region, for a clause about it",
    "invoke/function-name/other-region",
    { name: ARN.replace("eu-west-1", "eu-west-3"), signedFor: "eu-west-1" },
  ],
  [
    "an empty value, for a clause about it",
    "invoke/qualifier/empty",
    { name: "probe", query: "?Qualifier=" },
  ],
] as const)("%s is no other fault", (_, id, call) => {
  expect(hasOtherFaults(id, call)).toBe(false);
});

test.each([
  ["another function", NAMES, { name: "probe-stream" }],
  ["a name that is none", NAMES, { name: "probe:1:2" }],
  ["a region that the call is not signed for", NAMES, { name: ARN, signedFor: "us-east-1" }],
  ["a region that is not known to be the endpoint's", NAMES, { name: ARN }],
  ["an ARN that lacks parts", NAMES, { name: "arn:aws:lambda:probe" }],
  ["a partition that is none", NAMES, { name: ARN.replace("aws", "awsX"), signedFor: "eu-west-1" }],
  ["an account in which the function is not", NAMES, { name: ARN, signedFor: "eu-west-1", status: 404 }],
  ["another qualifier beside that in the name", NAMES, { name: "probe:$LATEST", query: "?Qualifier=1" }],
  ["a field that is reserved", NAMES, { name: "probe", headers: { "x-amzn-RequestId": "mine" } }],
  ["an empty value", NAMES, { name: "probe", query: "?Qualifier=" }],
  ["a type that is none", NAMES, { name: "probe", headers: { "X-Amz-Invocation-Type": "x" } }],
  [
    "a payload beyond the limit",
    "invoke/payload/json",
    { name: "probe", text: `"${"a".repeat(7_000_000)}"` },
  ],
] as const)("%s is another fault", (_, id, call) => {
  expect(hasOtherFaults(id, call)).toBe(true);
});
