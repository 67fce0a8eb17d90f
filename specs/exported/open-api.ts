import type { ErrorSpec } from "../error-spec.ts";
import type { Member, Operation } from "../operation.ts";
import type { Specification } from "../specification.ts";
import { type ExportedBy, errorSchema } from "./json-schema.ts";
import { type SchemaDocument, textSchema } from "./member-schema.ts";

const EVENT_STREAM = "application/vnd.amazon.eventstream";

/** An example request: the members of its input, and its payload as JSON. Its examples in the document all have its name. */
export interface ExampleRequest {
  readonly name: string;
  readonly says: string;
  readonly input: Readonly<Record<string, string>>;
  readonly payload?: unknown;
}

/** Example requests for an operation. They invoke `probe`, or `probe-stream` when the operation streams. */
export function exampleRequests(operation: Operation): readonly ExampleRequest[] {
  const probe = operation.events.length > 0 ? "probe-stream" : "probe";
  const payload = { hello: "world" };
  const input = { FunctionName: probe };
  const context = Buffer.from('{"custom":{"key":"value"}}').toString("base64");
  const examples: readonly ExampleRequest[] = [
    { name: "plain", says: "A call that waits for its result.", input, payload },
    {
      name: "by-arn",
      says: "A function by its ARN.",
      input: { FunctionName: `arn:aws:lambda:us-east-1:123456789012:function:${probe}` },
      payload,
    },
    { name: "no-payload", says: "A call without a payload.", input },
    { name: "latest", says: "The version $LATEST.", input: { ...input, Qualifier: "$LATEST" }, payload },
    { name: "log", says: "With the end of its log.", input: { ...input, LogType: "Tail" }, payload },
    { name: "context", says: "With a context.", input: { ...input, ClientContext: context }, payload },
    { name: "event", says: "An event.", input: { ...input, InvocationType: "Event" }, payload },
    { name: "dry-run", says: "A dry run.", input: { ...input, InvocationType: "DryRun" }, payload },
    {
      name: "tenant",
      says: "A call for one tenant.",
      input: { FunctionName: "probe-tenancy", TenantId: "tenant-1" },
      payload,
    },
  ];
  const types = operation.inputs.find(({ name }) => name === "InvocationType")?.keywords.enum ?? [];
  const known = new Set(operation.inputs.map(({ name }) => name));
  return examples.filter(
    ({ input: { InvocationType, FunctionName, ...members } }) =>
      (InvocationType === undefined || types.includes(InvocationType)) &&
      Object.keys(members).every((name) => known.has(name)) &&
      (FunctionName === "probe-tenancy" ? operation.events.length === 0 : true),
  );
}

/** An OpenAPI 3.1 document for both operations, as of the edition of the specification. */
export function openApi(specification: Specification, tool: ExportedBy): SchemaDocument {
  const { operations, errors, edition, digest } = specification;
  const all = Object.values(operations);
  return {
    openapi: "3.1.0",
    info: {
      title: "AWS Lambda: Invoke and InvokeWithResponseStream",
      version: edition,
      description: `The API as of ${edition}, as ${tool.name} ${tool.version} judges it.`,
      "x-generated-by": `${tool.name} ${tool.version}`,
      "x-specification": digest,
    },
    servers: [{ url: "https://lambda.us-east-1.amazonaws.com" }],
    security: [{ sigv4: [] }],
    paths: Object.fromEntries(
      all.map((operation) => [
        operation.path,
        { [operation.method.toLowerCase()]: operationOf(operation, errors) },
      ]),
    ),
    components: {
      securitySchemes: {
        sigv4: {
          type: "apiKey",
          in: "header",
          name: "Authorization",
          description: "AWS Signature Version 4 of the request, for the service lambda.",
        },
      },
      schemas: Object.fromEntries(errors.map((error) => [error.code, errorSchema(error)])),
    },
  };
}

function operationOf(operation: Operation, errors: readonly ErrorSpec[]): SchemaDocument {
  const { name, inputs } = operation;
  const examples = exampleRequests(operation);
  const withPayload = examples.filter(({ payload }) => payload !== undefined);
  return {
    operationId: name,
    externalDocs: { url: `https://docs.aws.amazon.com/lambda/latest/api/API_${name}.html` },
    parameters: inputs.filter(({ place }) => place !== "body").map((member) => parameter(member, examples)),
    requestBody: {
      required: false,
      content: {
        "application/json": {
          schema: {},
          examples: Object.fromEntries(
            withPayload.map(({ name: called, says, payload }) => [called, { summary: says, value: payload }]),
          ),
        },
      },
    },
    responses: {
      ...successes(operation),
      ...failures(errors.filter(({ operations }) => operations.includes(name))),
    },
  };
}

function parameter(member: Member, examples: readonly ExampleRequest[]): SchemaDocument {
  const { name, place, wireName, keywords } = member;
  const given = examples.flatMap(({ name: called, says, input }) =>
    input[name] === undefined ? [] : [[called, { summary: says, value: input[name] }] as const],
  );
  return {
    name: wireName ?? name,
    in: place,
    required: keywords.required === true,
    schema: textSchema(member),
    ...(given.length > 0 && { examples: Object.fromEntries(given) }),
  };
}

function successes(operation: Operation): SchemaDocument {
  const { statuses, outputs, events } = operation;
  const types = Map.groupBy(Object.entries(statuses), ([, status]) => status);
  return Object.fromEntries(
    [...types].map(([status, its]) => [
      status,
      {
        description: its.map(([type]) => type).join(", "),
        headers: Object.fromEntries(
          outputs
            .filter(({ place, wireName }) => place === "header" && wireName !== "Content-Type")
            .map((member) => [member.wireName, { schema: textSchema(member) }]),
        ),
        ...(status === statuses["RequestResponse"] && {
          content: events.length > 0 ? { [EVENT_STREAM]: {} } : { "application/json": { schema: {} } },
        }),
      },
    ]),
  );
}

/** The errors for each status. A header of the response says which error it is. */
function failures(errors: readonly ErrorSpec[]): SchemaDocument {
  const statuses = Map.groupBy(errors, ({ status }) => status);
  return Object.fromEntries(
    [...statuses].map(([status, its]) => {
      const codes = its.map(({ code }) => code);
      const inHeaders = its.flatMap(({ members = [] }) => members.filter(({ header }) => header));
      return [
        status,
        {
          description: codes.join(", "),
          headers: {
            "x-amzn-ErrorType": { schema: { type: "string", examples: codes } },
            ...Object.fromEntries(inHeaders.map(({ header }) => [header, { schema: { type: "string" } }])),
          },
          content: {
            "application/json": {
              schema: { anyOf: codes.map((code) => ({ $ref: `#/components/schemas/${code}` })) },
            },
          },
        },
      ];
    }),
  );
}
