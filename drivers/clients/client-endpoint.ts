import { CutConnection } from "../../targets/reference/http-door.ts";
import { headerValue, type RawHeaders } from "../../wire/raw-headers.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { CallRecord, type Expected, type Recorded } from "./call-record.ts";

/** Makes a server of a handler for raw requests. */
export type Door = (handler: {
  handle(request: RawRequest): Promise<RawReply>;
}) => Promise<{ readonly url: URL; close(): Promise<void> }>;

/**
 * The endpoint that one client under test calls, one call at a time. It answers by the script of the call, and records every request as it
 * arrived. A request belongs to the call whose access key signed it. An unsigned request belongs to the current call.
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

  /** From now on, requests belong to this call. */
  expect(expected: Expected): void {
    this.#call = new CallRecord(expected, this.#reference, () => this.url);
  }

  /** The record of the call. Later requests are dropped. */
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

/** The access key that a request is signed with, if it names one. */
export function accessKeyIn(headers: RawHeaders): string | undefined {
  return /Credential=([^/,\s]+)/.exec(headerValue(headers, "authorization") ?? "")?.[1];
}

const PREFIX = "AKIALC";

/** An access key that no other call has. `text` consists of upper-case letters and digits. */
export function accessKeyOf(text: string): string {
  return PREFIX + text;
}

/** Whether this is a key of ours. A client that signs with any other key does so in the current call. */
function isOurs(accessKeyId: string): boolean {
  return accessKeyId.startsWith(PREFIX);
}
