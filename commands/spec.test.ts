import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleRequests } from "../specs/exported/open-api.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { command } from "./spec.ts";
import { call } from "./testing/call.ts";

const specification = loadSpecification();

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly examples?: Readonly<Record<string, { readonly value: string }>>;
}

interface OpenApiOperation {
  readonly operationId: "Invoke" | "InvokeWithResponseStream";
  readonly parameters: readonly Parameter[];
  readonly requestBody: {
    readonly content: {
      readonly "application/json": {
        readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
      };
    };
  };
  readonly responses: Readonly<Record<string, object>>;
}

async function printed(format: string, ...more: string[]): Promise<string> {
  const { out, err } = await call(command, ["--format", format, ...more]);
  expect(err).toBe("");
  return out;
}

describe("the examples of the OpenAPI document are answered by the reference as it says", async () => {
  const { paths } = JSON.parse(await printed("openapi"));
  let reference: Reference;
  beforeAll(() => {
    reference = createReference({ specification });
  });
  afterAll(() => reference.close());

  const cases = Object.entries<{ post: OpenApiOperation }>(paths).flatMap(([path, { post }]) =>
    exampleRequests(specification.operations[post.operationId]).map(
      ({ name }) => [post.operationId, name, path, post] as const,
    ),
  );

  test.each(cases)("%s %s", async (_, name, path, { parameters, requestBody, responses }) => {
    let target = path;
    const headers: [string, string][] = [];
    for (const { name: wire, in: place, examples = {} } of parameters) {
      const value = examples[name]?.value;
      if (value === undefined) continue;
      if (place === "path") target = target.replace(`{${wire}}`, encodeURIComponent(value));
      if (place === "query") target += `?${wire}=${encodeURIComponent(value)}`;
      if (place === "header") headers.push([wire, value]);
    }
    const sent = requestBody.content["application/json"].examples[name];
    const body = Buffer.from(sent === undefined ? "" : JSON.stringify(sent.value));
    const reply = await reference.handle({ method: "POST", target, headers, body });
    expect(reply.status).toBeLessThan(300);
    expect(Object.keys(responses)).toContain(String(reply.status));
  });
});

test.each(["openapi", "json-schema", "json"])(
  "%s is the same each time, and as of another day another",
  async (format) => {
    const text = await printed(format);
    expect(await printed(format)).toBe(text);
    expect(await printed(format, "--edition", "2018-01-01")).not.toBe(text);
    expect(JSON.parse(text)).toBeTypeOf("object");
  },
);

test("a format that does not exist is told with those that do", async () => {
  await expect(call(command, ["--format", "yaml"])).rejects.toThrow(/openapi, json-schema, json/);
});
