import type { SignatureFinding } from "../../drivers/observation.ts";
import type { Specification } from "../../specs/specification.ts";
import { Refusal } from "../../targets/reference/refusal.ts";
import { type Input, Router } from "../../targets/reference/router.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { fieldsByName } from "./fields-by-name.ts";
import { type TextView, textView } from "./text-view.ts";

/** A request from a client under test, as it arrived: `request` in specs/schema/observation.json. */
export interface RequestView {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly operation?: string;
  readonly input?: Input;
  readonly label?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: TextView;
  /** ms after the first request of the call. */
  readonly afterMs: number;
  readonly signature?: SignatureFinding & {
    readonly headers: readonly string[];
    readonly payload: "signed" | "unsigned";
  };
}

const routers = new WeakMap<Specification, Router>();

export function requestView(
  request: RawRequest,
  afterMs: number,
  signature: SignatureFinding | undefined,
  specification: Specification,
): RequestView {
  const { method, target, headers, body } = request;
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const label = /\/functions\/(.*)\/[^/]*$/s.exec(path)?.[1];
  return {
    method,
    target,
    path,
    query: mark < 0 ? "" : target.slice(mark + 1),
    ...carried(request, specification),
    ...(label !== undefined && { label }),
    headers: fieldsByName(headers),
    body: textView(body),
    afterMs,
    ...(signature && {
      signature: { ...signature, headers: signedFields(request), payload: payloadOf(request) },
    }),
  };
}

function carried(
  request: RawRequest,
  specification: Specification,
): Pick<RequestView, "operation" | "input"> {
  try {
    const { operation, input } = routerOf(specification).route(request);
    // Leave out members that are absent.
    const there = Object.entries(input).filter(([, value]) => value !== undefined);
    return { operation: operation.name, input: Object.fromEntries(there) };
  } catch (error) {
    if (error instanceof Refusal) return {};
    throw error;
  }
}

/** Makes a router that reads only what a request carries, without the defaults of AWS. */
function routerOf(specification: Specification): Router {
  let router = routers.get(specification);
  if (!router) {
    router = new Router(
      Object.values(specification.operations).map((operation) => ({
        ...operation,
        inputs: operation.inputs.map(({ default: _, ...member }) => member),
      })),
    );
    routers.set(specification, router);
  }
  return router;
}

/** Whether the signature covers the digest of the body (`signed`) or not. */
function payloadOf({ headers }: RawRequest): "signed" | "unsigned" {
  return headerValue(headers, "x-amz-content-sha256") === "UNSIGNED-PAYLOAD" ? "unsigned" : "signed";
}

function signedFields({ headers }: RawRequest): string[] {
  const names = /SignedHeaders=([^,\s]+)/.exec(headerValue(headers, "authorization") ?? "")?.[1];
  return names?.toLowerCase().split(";") ?? [];
}
