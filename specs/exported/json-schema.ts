import type { ErrorSpec } from "../error-spec.ts";
import type { Member, Operation } from "../operation.ts";
import type { Specification } from "../specification.ts";
import { type SchemaDocument, textSchema } from "./member-schema.ts";

/** The program that exported a document. */
export interface ExportedBy {
  readonly name: string;
  readonly version: string;
}

const BYTES: SchemaDocument = { type: "string", contentEncoding: "base64" };

/**
 * JSON Schema (2020-12) for the inputs, outputs and errors of both operations, under `$defs`: `InvokeInput`, `InvokeOutput` and so on,
 * named after the model. Payloads are the base64 of their bytes, as in the driver protocol.
 */
export function jsonSchema(specification: Specification, tool: ExportedBy): SchemaDocument {
  const { operations, errors, edition, digest } = specification;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: `https://lambda-conformance.dev/spec/${edition}/json-schema.json`,
    title: "AWS Lambda Invoke and InvokeWithResponseStream",
    description: `Inputs, outputs and errors as of ${edition}, by ${tool.name} ${tool.version}.`,
    $comment: `specification ${digest}`,
    $defs: {
      ...Object.fromEntries(
        Object.values(operations).flatMap((operation) => [
          [`${operation.name}Input`, inputSchema(operation)],
          [`${operation.name}Output`, outputSchema(operation)],
        ]),
      ),
      ...Object.fromEntries(errors.map((error) => [error.code, errorSchema(error)])),
    },
  };
}

function inputSchema({ name, inputs }: Operation): SchemaDocument {
  return {
    title: `Input of ${name}`,
    type: "object",
    required: inputs.filter(({ keywords }) => keywords.required).map((member) => member.name),
    additionalProperties: false,
    properties: Object.fromEntries(inputs.map((member) => [member.name, inputMember(member)])),
  };
}

function inputMember(member: Member): SchemaDocument {
  if (member.place !== "body") return textSchema(member);
  return {
    ...BYTES,
    contentMediaType: "application/json",
    description: "Base64 of the bytes; they are JSON.",
  };
}

function outputSchema(operation: Operation): SchemaDocument {
  const { name, outputs, statuses } = operation;
  return {
    title: `Output of ${name}`,
    type: "object",
    required: ["StatusCode"],
    additionalProperties: false,
    properties: Object.fromEntries(
      outputs.map((member) => {
        if (member.place === "status")
          return [member.name, { type: "integer", enum: Object.values(statuses) }];
        if (member.place !== "body") return [member.name, textSchema(member)];
        return [member.name, operation.events.length > 0 ? streamSchema(operation) : BYTES];
      }),
    ),
  };
}

/** The events of a stream, in order. Each is an object whose only member is named after the event. */
function streamSchema({ events }: Operation): SchemaDocument {
  return {
    type: "array",
    items: {
      oneOf: events.map(({ name, payload, members }) => ({
        type: "object",
        required: [name],
        additionalProperties: false,
        properties: {
          [name]: {
            type: "object",
            ...(payload === "bytes" && { required: members, additionalProperties: false }),
            properties: Object.fromEntries(
              members.map((member) => [member, payload === "bytes" ? BYTES : { type: ["string", "null"] }]),
            ),
          },
        },
      })),
    },
  };
}

/** The body of an error. When the spelling of the message member is unknown, both are allowed. */
export function errorSchema({ code, status, message, members = [] }: ErrorSpec): SchemaDocument {
  const spellings = message === undefined ? ["message", "Message"] : [message];
  const inBody = members.filter(({ header }) => header === undefined);
  return {
    title: code,
    description: `Answered with status ${status}.`,
    type: "object",
    properties: {
      Type: { type: "string" },
      ...Object.fromEntries(spellings.map((name) => [name, { type: ["string", "null"] }])),
      ...Object.fromEntries(
        inBody.map(({ name, enum: values }) => [name, { type: "string", ...(values && { enum: values }) }]),
      ),
    },
  };
}
