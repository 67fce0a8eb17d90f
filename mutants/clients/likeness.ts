import { createHash } from "node:crypto";
import type { ClientCall } from "../../drivers/clients/client.ts";
import { prepareReply } from "../../drivers/clients/scripted-reply.ts";
import { fillInput } from "../../drivers/compose.ts";
import { expand } from "../../drivers/expand.ts";
import { drawCase } from "../../generators/draw.ts";
import { strataOf } from "../../generators/strata-of.ts";
import type { Clause } from "../../specs/clause.ts";
import type { Specification } from "../../specs/specification.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import { readFrames } from "../../wire/frames.ts";
import { NotSent, type Reply } from "./plain-client.ts";

/** Recognizes the calls of a clause, using only what a client sees of them. */
export interface Likeness {
  /** Whether a call is like one of the clause's. */
  asked(call: ClientCall): boolean;
  /** Whether the reply is like one that the clause scripts. */
  came(reply: Reply | Error): boolean;
}

const DRAWN = 1000;
const SEED = 1;
/** Replaces every nonce before texts are compared. */
const ANY_NONCE = "n00000000000000000000";
const NONCE = /n[0-9a-f]{20}/g;

export function likenessOf(clause: Clause, specification: Specification): Likeness {
  const { given, operation: name } = clause;
  if ("parameter" in given) {
    const parameter = given.parameter as string;
    return {
      asked: ({ operation, input }) => {
        const value = input[parameter];
        return operation === name && value !== undefined && !value.startsWith(defaults.function);
      },
      came: () => true,
    };
  }
  const values = { ...defaults, nonce: ANY_NONCE };
  const calls = new Set<string>();
  const replies = new Set<string>();
  const strata = strataOf(clause, specification);
  for (let k = 0; k < DRAWN; k++) {
    const made = drawCase(strata, clause.id, SEED, k);
    if (made === undefined) break;
    for (const step of made.steps) {
      if (step.do !== "invoke") continue;
      const payload = step.payload && Buffer.from(expand(step.payload, values)).toString("base64");
      const { maxAttempts, sessionToken = false } = step.client ?? {};
      const input = { ...fillInput(step, values), ...(payload !== undefined && { Payload: payload }) };
      calls.add(callKey(step.operation, input, maxAttempts, sessionToken));
      for (const reply of step.replies ?? []) {
        const unanswered = reply.silence || reply.cutAt === "head";
        // A client that gives up on a stalled reply has no reply.
        if ((reply.pauseMs ?? 0) > (step.client?.timeoutMs ?? Number.POSITIVE_INFINITY))
          replies.add(NO_REPLY);
        const operation = specification.operations[step.operation];
        replies.add(unanswered ? NO_REPLY : replyKey(prepareReply(reply, operation, values)));
      }
    }
  }
  return {
    asked: ({ operation, input, maxAttempts, credentials }) =>
      calls.has(callKey(operation, input, maxAttempts, credentials.sessionToken !== undefined)),
    came: (reply) =>
      // Replies of the reference are in no script, and a call that the client refused has no reply.
      replies.size === 0 ||
      reply instanceof NotSent ||
      replies.has(reply instanceof Error ? NO_REPLY : replyKey(reply)),
  };
}

const NO_REPLY = "no reply";

function callKey(
  operation: string,
  { Payload: payload, ...input }: ClientCall["input"],
  maxAttempts: number | undefined,
  session: boolean,
): string {
  const members = Object.entries(input).sort(([one], [other]) => (one < other ? -1 : 1));
  const bytes = payload === undefined ? null : digest(Buffer.from(payload, "base64"));
  return JSON.stringify([operation, members, bytes, maxAttempts, session]).replace(NONCE, ANY_NONCE);
}

/** Headers that frame a message, or that doors add. */
const FRAMING = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"];

function replyKey({ status, headers, body, cut }: Reply): string {
  const fields = headers
    .filter(([name]) => !FRAMING.includes(name.toLowerCase()))
    .map(([name, value]) => [name, value.trim()]);
  return JSON.stringify([status, fields, digest(withoutChecksums(body)), cut]).replace(NONCE, ANY_NONCE);
}

/** The checksums of a frame change with the nonce in it. For a sound stream, only the contents of its frames are compared. */
function withoutChecksums(body: Uint8Array): Uint8Array {
  const { frames, faults } = readFrames(body);
  if (faults.length > 0 || frames.length === 0) return body;
  return Buffer.concat(
    frames.map(({ headers, payload }) => Buffer.concat([Buffer.from(JSON.stringify(headers)), payload])),
  );
}

function digest(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("latin1").replace(NONCE, ANY_NONCE);
  return createHash("sha256").update(text).digest("base64");
}
