import { setTimeout as sleep } from "node:timers/promises";
import type { ScriptedReply } from "../../generators/case.ts";
import type { Operation } from "../../specs/operation.ts";
import { Authenticator } from "../../targets/reference/authenticator.ts";
import { CutConnection } from "../../targets/reference/http-door.ts";
import { Refusal } from "../../targets/reference/refusal.ts";
import type { Credentials } from "../../targets/target.ts";
import { collecting } from "../../wire/collecting.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";
import type { SignatureFinding } from "../observation.ts";
import type { Placeholders } from "../placeholders.ts";
import { prepareReply } from "./scripted-reply.ts";

/** What a call will encounter. */
export interface Expected {
  readonly credentials: Credentials;
  readonly region: string;
  readonly operation: Operation;
  readonly values: Placeholders;
  /** Absent when the reference answers. */
  readonly replies?: readonly ScriptedReply[];
}

/** What happened in a call, in order of arrival. */
export interface Recorded {
  readonly exchanges: readonly Exchange[];
  readonly signatures: readonly SignatureFinding[];
}

interface Entry {
  readonly request: RawRequest;
  readonly startedAt: number;
  readonly signature: SignatureFinding;
  reply?: () => ReceivedReply;
}

/** One call of a client, and its exchanges so far. The script answers the requests in turn, and the record keeps each exchange. */
export class CallRecord {
  readonly #expected: Expected;
  readonly #reference: { handle(request: RawRequest): Promise<RawReply> };
  readonly #origin: () => string;
  readonly #told: ((exchange: Exchange, signature: SignatureFinding) => void) | undefined;
  readonly #authenticator: Authenticator;
  readonly #entries: Entry[] = [];

  /** @param told receives each exchange as soon as its reply is known */
  constructor(
    expected: Expected,
    reference: { handle(request: RawRequest): Promise<RawReply> },
    origin: () => string,
    told?: (exchange: Exchange, signature: SignatureFinding) => void,
  ) {
    this.#expected = expected;
    this.#reference = reference;
    this.#origin = origin;
    this.#told = told;
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
    const tell = (): void => this.#told?.(this.#exchange(entry), entry.signature);
    const began = performance.now();
    const { replies, operation, values } = this.#expected;
    if (!replies) {
      const reply = await this.#reference.handle(request);
      const collected = collecting(reply, performance.now() - began, began, tell);
      entry.reply = collected.received;
      return collected.reply;
    }
    const script = replies[Math.min(index, replies.length - 1)] as ScriptedReply;
    if (script.silence) {
      tell();
      return new Promise(() => {});
    }
    if (script.cutAt === "head") {
      tell();
      throw new CutConnection("the script cuts it here");
    }
    const prepared = prepareReply(script, operation, values);
    await sleep(prepared.delayMs);
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
    tell();
    return prepared.send();
  }

  recorded(): Recorded {
    return {
      exchanges: this.#entries.map((entry) => this.#exchange(entry)),
      signatures: this.#entries.map(({ signature }) => signature),
    };
  }

  #exchange({ request, startedAt, reply }: Entry): Exchange {
    return { origin: this.#origin(), request, startedAt, ...(reply && { reply: reply() }) };
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
