import { isUtf8 } from "node:buffer";
import { broken } from "../../specs/keywords.ts";
import type { Member } from "../../specs/operation.ts";
import { scanJson } from "../../specs/scan-json.ts";
import { Refusal } from "./refusal.ts";

/** A payload as a JSON text, and the bytes of memory that its value takes in a function. */
export interface PayloadText {
  readonly text: string;
  readonly weight: number;
}

/** The payload. An empty body stands for the default of the specification. The payload is not parsed here, because it may be too large. */
export function payloadText(member: Member, body: Uint8Array): PayloadText {
  if (body.length === 0 && member.default !== undefined) return { text: member.default, weight: 0 };
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const { fault, weight } = scanJson(bytes);
  const why = fault ?? (isUtf8(bytes) ? undefined : "it is not UTF-8");
  if (why !== undefined) {
    // The message begins like that of AWS. The rest comes from the JSON parser, which differs from that of AWS.
    throw new Refusal(
      "InvalidRequestContentException",
      `Could not parse request body into json: Could not parse payload into json: ${why}`,
    );
  }
  return { text: bytes.toString("utf8"), weight };
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
