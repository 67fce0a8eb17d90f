import { isUtf8 } from "node:buffer";
import { broken } from "../../specs/keywords.ts";
import type { Member } from "../../specs/operation.ts";
import { Refusal } from "./refusal.ts";

/** The payload as a JSON text; an empty body is what the specification says it stands for. */
export function payloadText(member: Member, body: Uint8Array): string {
  if (body.length === 0 && member.default !== undefined) return member.default;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = bytes.toString("utf8");
  try {
    if (!isUtf8(bytes)) throw new Error("Invalid UTF-8");
    JSON.parse(text);
  } catch (error) {
    // The beginning is the service's; what follows it there is its JSON parser's, here ours.
    throw new Refusal(
      "InvalidRequestContentException",
      `Could not parse request body into json: Could not parse payload into json: ${(error as Error).message}`,
    );
  }
  return text;
}

/** The client context as a JSON text, decoded from base64. */
export function clientContextText(member: Member, value: string): string {
  if (broken(member, value).length > 0) {
    throw new Refusal(
      "InvalidRequestContentException",
      "Client context must be a valid Base64-encoded JSON object.",
    );
  }
  return Buffer.from(value, "base64").toString("utf8");
}
