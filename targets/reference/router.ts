import { isUtf8 } from "node:buffer";
import type { Operation } from "../../specs/operation.ts";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { NoOperation } from "./no-operation.ts";

/** The input of an operation by member name, without the body. Members that the request does not carry have their defaults. */
export type Input = Readonly<Record<string, string | undefined>>;

export interface Route {
  readonly operation: Operation;
  readonly input: Input;
}

/** Finds the operation of a request by its raw target, which is never normalized, and reads its input. */
export class Router {
  readonly #operations: readonly { operation: Operation; segments: readonly string[] }[];

  constructor(operations: readonly Operation[]) {
    this.#operations = operations.map((operation) => ({ operation, segments: operation.path.split("/") }));
  }

  /** @throws NoOperation for another path or method */
  route(request: RawRequest): Route {
    // A request line may contain the whole URL (RFC 9112, section 3.2.2).
    const target = request.target.replace(/^https?:\/\/[^/?]*/i, "");
    const mark = target.indexOf("?");
    const segments = (mark === -1 ? target : target.slice(0, mark)).split("/");
    const found = this.#operations.find(({ segments: wanted }) => fits(segments, wanted));
    if (found === undefined || request.method !== found.operation.method) throw new NoOperation();
    const query = mark === -1 ? "" : target.slice(mark + 1);
    return { operation: found.operation, input: read(found, segments, query, request.headers) };
  }
}

function fits(segments: readonly string[], wanted: readonly string[]): boolean {
  return (
    segments.length === wanted.length &&
    wanted.every((segment, index) => segment.startsWith("{") || segment === segments[index])
  );
}

function read(
  { operation, segments: wanted }: { operation: Operation; segments: readonly string[] },
  segments: readonly string[],
  query: string,
  headers: RawHeaders,
): Input {
  const fields = new Map<string, string>();
  for (const [name, value] of headers) {
    const field = name.toLowerCase();
    const before = fields.get(field);
    fields.set(field, before === undefined ? value : `${before}, ${value}`);
  }
  const input: Record<string, string | undefined> = {};
  for (const { name, place, wireName = name, default: absent } of operation.inputs) {
    if (place === "path") input[name] = percentDecoded(segments[wanted.indexOf(`{${wireName}}`)] ?? "");
    else if (place === "query") input[name] = parameter(query, wireName) ?? absent;
    else if (place === "header") input[name] = fields.get(wireName.toLowerCase()) ?? absent;
  }
  return input;
}

/** The first value of a query parameter. */
function parameter(query: string, name: string): string | undefined {
  if (query === "") return undefined;
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const key = equals === -1 ? pair : pair.slice(0, equals);
    if (percentDecoded(key) === name) return equals === -1 ? "" : percentDecoded(pair.slice(equals + 1));
  }
  return undefined;
}

/**
 * Percent-decoding that never fails. Text that is not an escape stands for itself, and each byte that is not UTF-8 for one character. The
 * target of a raw request is latin-1 text, one character per byte.
 */
export function percentDecoded(text: string): string {
  if (!text.includes("%") && /^[\x20-\x7e]*$/.test(text)) return text;
  const bytes = Buffer.from(
    text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
  return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");
}
