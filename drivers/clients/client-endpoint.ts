import type { ScriptedReply } from "../../generators/case.ts";
import type { Operation } from "../../specs/operation.ts";
import { Authenticator } from "../../targets/reference/authenticator.ts";
import { CutConnection } from "../../targets/reference/http-door.ts";
import { Refusal } from "../../targets/reference/refusal.ts";
import type { Credentials } from "../../targets/target.ts";
import { collecting } from "../../wire/collecting.ts";
import type { Exchange } from "../../wire/exchange.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import type { SignatureFinding } from "../observation.ts";
import type { Placeholders } from "../placeholders.ts";
import { prepareReply } from "./scripted-reply.ts";

/** Makes a server of what answers raw requests. */
export type Door = (handler: {
  handle(request: RawRequest): Promise<RawReply>;
}) => Promise<{ readonly url: URL; close(): Promise<void> }>;

/** What the next call is to meet. */
export interface Expected {
  readonly credentials: Credentials;
  readonly region: string;
  readonly operation: Operation;
  readonly values: Placeholders;
  /** Absent: the reference answers. */
  readonly replies?: readonly ScriptedReply[];
}

/** What came of a call, in order of arrival. */
export interface Recorded {
  readonly exchanges: readonly Exchange[];
  readonly signatures: readonly SignatureFinding[];
}

/**
 * The endpoint that one client under test calls, one call at a time: it answers by the script of the call and records every request
 * as it arrived. A request belongs to the call whose access key signed it; one that nobody signed, to the call under way.
 */
export class ClientEndpoint {
  readonly #reference: { handle(request: RawRequest): Promise<RawReply> };
  #door: Awaited<ReturnType<Door>> | undefined;
  #call: CallRecord | undefined;

  constructor(reference: { handle(request: RawRequest): Promise<RawReply> }) {
    this.#reference = reference;
  }

  async open(door: Door): Promise<void> {
    this.#door = await door({ handle: (request) => this.#handle(request) });
  }

  get url(): string {
    return this.#door?.url.href.replace(/\/$/, "") ?? "";
  }

  /** From now on requests belong to this call. */
  expect(expected: Expected): void {
    this.#call = new CallRecord(expected, this.#reference, this.url);
  }

  /** What came of the call; what comes later is dropped. */
  recorded(): Recorded {
    const record = this.#call?.recorded() ?? { exchanges: [], signatures: [] };
    this.#call = undefined;
    return record;
  }

  async close(): Promise<void> {
    await this.#door?.close();
  }

  async #handle(request: RawRequest): Promise<RawReply> {
    const key = /Credential=([^/,\s]+)/.exec(headerValue(request.headers, "authorization") ?? "")?.[1];
    const call = this.#call;
    if (!call || (key !== undefined && isOurs(key) && key !== call.accessKeyId)) {
      throw new CutConnection("a request of a call that is over");
    }
    return call.answer(request);
  }
}

const PREFIX = "AKIALC";

/** An access key that no other call has. `text` holds upper-case letters and digits. */
export function accessKeyOf(text: string): string {
  return PREFIX + text;
}

/** A client that signs with another key altogether does so in the call under way. */
function isOurs(accessKeyId: string): boolean {
  return accessKeyId.startsWith(PREFIX);
}

interface Entry {
  readonly request: RawRequest;
  readonly startedAt: number;
  readonly signature: SignatureFinding;
  reply?: () => ReceivedReply;
}

/** One call, and what it has met so far. */
class CallRecord {
  readonly #expected: Expected;
  readonly #reference: { handle(request: RawRequest): Promise<RawReply> };
  readonly #origin: string;
  readonly #authenticator: Authenticator;
  readonly #entries: Entry[] = [];

  constructor(
    expected: Expected,
    reference: { handle(request: RawRequest): Promise<RawReply> },
    origin: string,
  ) {
    this.#expected = expected;
    this.#reference = reference;
    this.#origin = origin;
    const key = { credentials: expected.credentials, mayInvoke: true };
    this.#authenticator = new Authenticator([key], expected.region, "lambda");
  }

  get accessKeyId(): string {
    return this.#expected.credentials.accessKeyId;
  }

  async answer(request: RawRequest): Promise<RawReply> {
    const index = this.#entries.length;
    const entry: Entry = {
      request,
      startedAt: Date.now(),
      signature: this.#signatureOf(request),
    };
    this.#entries.push(entry);
    const began = performance.now();
    const { replies, operation, values } = this.#expected;
    if (!replies) {
      const reply = await this.#reference.handle(request);
      const collected = collecting(reply, performance.now() - began, began);
      entry.reply = collected.received;
      return collected.reply;
    }
    const script = replies[Math.min(index, replies.length - 1)] as ScriptedReply;
    if (script.silence) return new Promise(() => {});
    if (script.cutAt === "head") throw new CutConnection("the script cuts it here");
    const prepared = prepareReply(script, operation, values);
    const at = performance.now() - began;
    entry.reply = () => ({
      status: prepared.status,
      headers: prepared.headers,
      body: prepared.body,
      chunks: [{ at, size: prepared.body.length }],
      headAt: at,
      endAt: at,
      ...(prepared.cut && { fault: { kind: "cut", says: "as the script says" } }),
    });
    return prepared.send();
  }

  recorded(): Recorded {
    return {
      exchanges: this.#entries.map(({ request, startedAt, reply }) => ({
        origin: this.#origin,
        request,
        startedAt,
        ...(reply && { reply: reply() }),
      })),
      signatures: this.#entries.map(({ signature }) => signature),
    };
  }

  #signatureOf(request: RawRequest): SignatureFinding {
    try {
      this.#authenticator.signerOf(request);
      return { sound: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { sound: false, says: error.message };
    }
  }
}
