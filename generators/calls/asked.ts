import type { Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { Router } from "../../targets/reference/router.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";

/** A request as an operation of the API reads it. */
export interface Asked {
  readonly request: RawRequest;
  readonly operation: Operation;
  /** The members that were sent, without the body. Defaults are not filled in. */
  readonly input: Readonly<Record<string, string>>;
}

/** Reads a request; undefined when it is not a request of the API. */
export type RequestReader = (request: RawRequest) => Asked | undefined;

const readers = new WeakMap<Specification, RequestReader>();

/** A reader for a specification. It remembers what it has read, because every clause reads the same requests. */
export function createReader(specification: Specification): RequestReader {
  const known = readers.get(specification);
  if (known !== undefined) return known;
  const parse = createParser(specification);
  const memory = new WeakMap<RawRequest, { readonly asked: Asked | undefined }>();
  const reader: RequestReader = (request) => {
    const remembered = memory.get(request);
    if (remembered !== undefined) return remembered.asked;
    const asked = parse(request);
    memory.set(request, { asked });
    return asked;
  };
  readers.set(specification, reader);
  return reader;
}

function createParser(specification: Specification): RequestReader {
  const router = new Router(Object.values(specification.operations));
  return (request) => {
    let route: ReturnType<Router["route"]>;
    try {
      route = router.route(request);
    } catch {
      return undefined;
    }
    const { operation } = route;
    const input: Record<string, string> = {};
    for (const { name, place, wireName = name, default: absent } of operation.inputs) {
      const value = route.input[name];
      if (value === undefined) continue;
      const sent = value !== absent || place !== "header" || has(request, wireName);
      if (sent) input[name] = value;
    }
    return { request, operation, input };
  };
}

function has({ headers }: RawRequest, name: string): boolean {
  return headerValue(headers, name) !== undefined;
}
