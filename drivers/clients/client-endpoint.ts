import { CutConnection } from "../../targets/reference/http-door.ts";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { CallRecord, type Expected, type Recorded } from "./call-record.ts";

/** Makes a server of what answers raw requests. */
export type Door = (handler: {
  handle(request: RawRequest): Promise<RawReply>;
}) => Promise<{ readonly url: URL; close(): Promise<void> }>;

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
    this.#call = new CallRecord(expected, this.#reference, () => this.url);
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
    const key = accessKeyIn(request.headers);
    const call = this.#call;
    if (!call || (key !== undefined && isOurs(key) && key !== call.accessKeyId)) {
      throw new CutConnection("a request of a call that is over");
    }
    return call.answer(request);
  }
}

/** The access key that a request is signed with, as far as it names one. */
export function accessKeyIn(headers: RawHeaders): string | undefined {
  return /Credential=([^/,\s]+)/.exec(headerValue(headers, "authorization") ?? "")?.[1];
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
