import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { readDocuments } from "../documents.ts";
import { broken } from "../keywords.ts";
import { editions, loadSpecification } from "../load-specification.ts";
import type { Operation } from "../operation.ts";
import { schemaFault } from "../schema-fault.ts";
import { jsonSchema } from "./json-schema.ts";
import { textSchema } from "./member-schema.ts";
import { exampleRequests, openApi } from "./open-api.ts";
import { rawData } from "./raw-data.ts";

const specification = loadSpecification();
const operations: readonly Operation[] = Object.values(specification.operations);
const by = { name: "lambda-conformance", version: "1.2.3" };

const ajv = (): Ajv2020 => new Ajv2020({ strict: true, allowUnionTypes: true });

describe.each(["2015-03-31", specification.edition])("OpenAPI of edition %s", (edition) => {
  test("is valid by a public validator", async () => {
    const document = openApi(loadSpecification({ edition }), by);
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });
});

test("the validator would notice a fault", async () => {
  const document = {
    ...openApi(specification, by),
    paths: { "/x": { post: { parameters: [{ in: "path" }] } } },
  };
  expect((await new Validator().validate(document)).valid).toBe(false);
});

test("each example keeps every keyword of the edition", () => {
  for (const operation of operations) {
    expect(exampleRequests(operation).length).toBeGreaterThan(4);
    for (const { name, input } of exampleRequests(operation))
      for (const member of operation.inputs) {
        const value = input[member.name];
        if (value !== undefined)
          expect([name, member.name, broken(member, value)]).toEqual([name, member.name, []]);
      }
  }
});

test("JSON Schema of each edition compiles, and describes every input and output", () => {
  for (const edition of editions()) {
    const its = loadSpecification({ edition });
    const schema = jsonSchema(its, by) as { $id: string; $defs: Record<string, { properties: object }> };
    const compiler = ajv().addSchema(schema);
    for (const { name, inputs, outputs } of Object.values(its.operations)) {
      for (const [kind, members] of [
        ["Input", inputs],
        ["Output", outputs],
      ] as const) {
        expect(compiler.getSchema(`${schema.$id}#/$defs/${name}${kind}`)).toBeTypeOf("function");
        expect(Object.keys(schema.$defs[`${name}${kind}`]?.properties ?? {})).toEqual(
          members.map((member) => member.name),
        );
      }
    }
  }
});

test("inputs are accepted and refused as the API does", () => {
  const schema = jsonSchema(specification, by) as { $id: string };
  const accepts = ajv().addSchema(schema).getSchema(`${schema.$id}#/$defs/InvokeInput`);
  expect(accepts?.({ FunctionName: "probe", InvocationType: "Event", Payload: "e30=" })).toBe(true);
  expect(accepts?.({ InvocationType: "Event" })).toBe(false);
  expect(accepts?.({ FunctionName: "a b" })).toBe(false);
  expect(accepts?.({ FunctionName: "probe", InvocationType: "event" })).toBe(false);
  expect(accepts?.({ FunctionName: "probe", Function: "probe" })).toBe(false);
});

test("outputs of a stream are its events", () => {
  const schema = jsonSchema(specification, by) as { $id: string };
  const accepts = ajv().addSchema(schema).getSchema(`${schema.$id}#/$defs/InvokeWithResponseStreamOutput`);
  const events = [{ PayloadChunk: { Payload: "YWJj" } }, { InvokeComplete: {} }];
  expect(accepts?.({ StatusCode: 200, EventStream: events })).toBe(true);
  expect(accepts?.({ StatusCode: 200, EventStream: [{ PayloadChunk: {} }] })).toBe(false);
  expect(accepts?.({ StatusCode: 404 })).toBe(false);
});

test.each(
  operations.flatMap(({ name, inputs }) => inputs.map((member) => [name, member.name, member] as const)),
)("%s %s: the schema refuses what breaks a keyword, and nothing else", (_, __, member) => {
  const accepts = ajv().compile(textSchema(member));
  const { pattern, maxLength = 10, maxBytes = 10, enum: values = [] } = member.keywords;
  const tried = ["", "a", "probe", "a b", "\u{1f600}", "a\n", "$LATEST", "e30=", "e30", "Tail", ...values];
  tried.push("a".repeat(maxLength), "a".repeat(maxLength + 1), "\u{1f600}".repeat(maxLength));
  tried.push("a".repeat(maxBytes - (maxBytes % 4)), "a".repeat(maxBytes + 4 - (maxBytes % 4)));
  for (const value of tried) {
    // What an encoded text holds is beyond JSON Schema.
    const breaks = broken(member, value).filter((keyword) => keyword !== "json");
    expect([value, accepts(value)]).toEqual([value, breaks.length === 0]);
  }
  expect(pattern === undefined || tried.some((value) => !accepts(value))).toBe(true);
});

test("the data is as its schema says, with dates and sources", () => {
  const data = JSON.parse(JSON.stringify(rawData(readDocuments(), specification, by)));
  expect(schemaFault("specification", data)).toBeUndefined();
  expect(schemaFault("specification", { ...data, operations: [{}] })).toMatchObject({
    pointer: "/operations/0",
  });
  expect(data.clauses).toHaveLength(specification.clauses.length);
  expect(data.operations[0].inputs[0].keywords.maxLength[0]).toMatchObject({
    since: expect.stringMatching(/^\d{4}-/),
    source: { kind: "modelled" },
  });
});
