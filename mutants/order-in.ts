import type { RawRequest } from "../wire/raw-request.ts";

/** The members of an instruction to the probe that mutants use. */
export interface Order {
  readonly return?: { readonly value?: unknown };
  readonly sleep?: { readonly ms: number };
  readonly stream?: {
    readonly chunks?: readonly { readonly text?: string }[];
    readonly sleep?: { readonly ms: number };
  };
  readonly throw?: { readonly type: string; readonly message: string };
  readonly exit?: { readonly code: number };
  readonly environment?: true;
  readonly log?: { readonly lines?: readonly string[]; readonly to?: string };
  readonly nonce?: string;
}

/** All instructions that mutants use are shorter. */
const LONG = 65_536;

/** The instruction to the probe in a request. Undefined if there is none. */
export function orderIn({ body }: RawRequest): Order | undefined {
  if (body.length > LONG) return undefined;
  try {
    const event: { readonly $probe?: Order } | null = JSON.parse(Buffer.from(body).toString("utf8"));
    return event?.$probe;
  } catch {
    return undefined;
  }
}
