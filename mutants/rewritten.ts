import type { Member, Operation } from "../specs/operation.ts";
import type { RawHeaders } from "../wire/raw-headers.ts";
import type { RawRequest } from "../wire/raw-request.ts";

/**
 * The request with a member changed or removed. It writes the member where the router reads it.
 * @param value as received: text of path, query and header, latin-1 text of a body; undefined removes the member
 */
export function rewritten(
  request: RawRequest,
  operation: Operation,
  member: Member,
  value: string | undefined,
): RawRequest {
  const { place, wireName = member.name } = member;
  switch (place) {
    case "path":
      return { ...request, target: withLabel(request.target, operation, wireName, value ?? "") };
    case "query":
      return { ...request, target: withParameter(request.target, wireName, value) };
    case "header":
      return { ...request, headers: withField(request.headers, wireName, value) };
    case "body":
      return {
        ...request,
        headers: withField(request.headers, "Content-Length", undefined),
        body: Buffer.from(value ?? "", "latin1"),
      };
    case "status":
      return request;
  }
}

/** The headers with one of them set where it stands, added at the end, or (undefined) removed. */
export function withField(headers: RawHeaders, name: string, value: string | undefined): RawHeaders {
  const wanted = name.toLowerCase();
  const at = headers.findIndex(([field]) => field.toLowerCase() === wanted);
  const others = headers.filter(([field]) => field.toLowerCase() !== wanted);
  if (value === undefined) return others;
  const place = at === -1 ? others.length : at;
  return [...others.slice(0, place), [headers[at]?.[0] ?? name, value], ...others.slice(place)];
}

function withLabel(target: string, { path }: Operation, label: string, value: string): string {
  const mark = target.indexOf("?");
  const [before, query] = mark === -1 ? [target, ""] : [target.slice(0, mark), target.slice(mark)];
  const segments = before.split("/");
  segments[path.split("/").indexOf(`{${label}}`)] = encodeURIComponent(value);
  return segments.join("/") + query;
}

function withParameter(target: string, name: string, value: string | undefined): string {
  const mark = target.indexOf("?");
  const path = mark === -1 ? target : target.slice(0, mark);
  const pairs = mark === -1 ? [] : target.slice(mark + 1).split("&");
  const kept = pairs.filter((pair) => pair !== "" && pair.split("=")[0] !== name);
  if (value !== undefined) kept.push(`${name}=${encodeURIComponent(value)}`);
  return kept.length === 0 ? path : `${path}?${kept.join("&")}`;
}
