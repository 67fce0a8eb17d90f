import type { ErrorSpec } from "../../specs/error-spec.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { REQUEST_ID } from "./checks.ts";
import { NoOperation } from "./no-operation.ts";
import type { Refusal } from "./refusal.ts";

/** The response for a refusal. Its status, spelling and members come from errors.json. */
export function errorReply(spec: ErrorSpec, refusal: Refusal, requestId: string): RawReply {
  const { message, members } = refusal;
  if (refusal instanceof NoOperation) return xmlReply(spec, message, requestId);
  const shown: Record<string, string> = { [spec.message ?? "message"]: message };
  if (spec.kind === "modelled") shown["Type"] = spec.fault === "client" ? "User" : "Service";
  const fields: [string, string][] = [];
  for (const [name, value] of Object.entries(members)) {
    const header = spec.members?.find((member) => member.name === name)?.header;
    if (header === undefined) shown[name] = value;
    else fields.push([header, value]);
  }
  // Capital letters first, as in all recordings with more than one member, except one.
  const sorted = Object.fromEntries(Object.entries(shown).sort(([a], [b]) => (a < b ? -1 : 1)));
  const body = Buffer.from(JSON.stringify(sorted));
  return {
    status: spec.status,
    headers: [
      ["Date", new Date().toUTCString()],
      ["Content-Type", "application/json"],
      ["Content-Length", String(body.length)],
      ["Connection", "keep-alive"],
      [REQUEST_ID, requestId],
      ["x-amzn-ErrorType", spec.code],
      ...fields,
    ],
    body,
  };
}

function xmlReply({ code, status }: ErrorSpec, message: string, requestId: string): RawReply {
  const body = Buffer.from(`<${code}>\n  <Message>${message}</Message>\n</${code}>\n`);
  return {
    status,
    headers: [
      ["Date", new Date().toUTCString()],
      ["Content-Length", String(body.length)],
      ["Connection", "keep-alive"],
      [REQUEST_ID, requestId],
    ],
    body,
  };
}
