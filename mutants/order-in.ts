import type { RawRequest } from "../wire/raw-request.ts";

/** The members of an instruction to the probe that mutants go by. */
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

/** No instruction that a mutant goes by is longer. */
const LONG = 65_536;

/** What a request tells the probe to do; undefined where it tells it nothing. */
export function orderIn({ body }: RawRequest): Order | undefined {
  if (body.length > LONG) return undefined;
  try {
    const event: { readonly $probe?: Order } | null = JSON.parse(Buffer.from(body).toString("utf8"));
    return event?.$probe;
  } catch {
    return undefined;
  }
}
