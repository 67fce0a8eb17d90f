import { headerValue } from "../../../wire/raw-headers.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import type { Leaf } from "../../from-data/leaf.ts";
import { unlikeText } from "../../from-data/unlike.ts";
import { rewritten, withField } from "../../rewritten.ts";
import { type ClientPart, onRequest } from "./client-fault.ts";

/** Breaks demands on the request that arrives. */
export const requestFaults: ClientPart = ({ path, ...leaf }, operation) => {
  const [place, name = ""] = path;
  switch (place) {
    case "method":
      return [onRequest("uses a different method", (request) => ({ ...request, method: "PUT" }))];
    case "operation":
      return [
        onRequest("calls a different operation", (request) =>
          withTarget(request, /\/[^/?]*(?=\?|$)/, "/other"),
        ),
      ];
    case "label":
      return [
        onRequest("percent-encodes in lower case", (request) =>
          withTarget(request, /%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
        ),
      ];
    case "path":
    case "query":
      return [onRequest(`adds text to the ${place}`, (request) => withText(request, place, leaf))];
    case "body":
      return [
        onRequest("changes the payload", (request) => ({
          ...request,
          body: Buffer.concat([request.body, Buffer.from("x")]),
        })),
      ];
    case "input": {
      const member = operation.inputs.find((input) => input.name === name);
      if (member === undefined) return [];
      const value = leaf.keyword === "absent" ? (member.default ?? "$LATEST") : undefined;
      const says = value === undefined ? `sends a different ${name}` : `adds ${name} ${value}`;
      return [
        onRequest(says, (request) =>
          rewritten(request, operation, member, value ?? unlikeText(carried(request, name), leaf)),
        ),
      ];
    }
    case "headers":
      return [
        onRequest(
          leaf.keyword === "absent" ? `adds ${name}` : `sends a different ${name}`,
          (request) => {
            const value = headerValue(request.headers, name) ?? "";
            const other = leaf.keyword === "absent" ? "mutant" : unlikeText(value, leaf);
            return { ...request, headers: withField(request.headers, name, other) };
          },
          OF_SIGNING.includes(name) ? "signed" : "request",
        ),
      ];
    case "signature":
      if (name === "sound") return [spoiled];
      return name === "headers" ? [unsigned(String(leaf.demand))] : [];
    default:
      return [];
  }
};

/** Headers that signing or the connection adds. */
const OF_SIGNING = ["host", "x-amz-security-token"];

const spoiled = onRequest(
  "sends a wrong signature",
  (request) =>
    withAuthorization(request, (value) => value.replace(/.$/, (last) => (last === "0" ? "1" : "0"))),
  "signed",
);

function unsigned(field: string): ReturnType<typeof onRequest> {
  const change = (value: string): string =>
    value.replace(/SignedHeaders=([^,]*)/, (_, names: string) => {
      const others = names.split(";").filter((name) => name !== field);
      return `SignedHeaders=${others.join(";")}`;
    });
  return onRequest(`does not sign ${field}`, (request) => withAuthorization(request, change), "signed");
}

function withAuthorization(request: RawRequest, change: (value: string) => string): RawRequest {
  const value = headerValue(request.headers, "authorization");
  return value === undefined
    ? request
    : { ...request, headers: withField(request.headers, "authorization", change(value)) };
}

function withTarget(
  request: RawRequest,
  found: RegExp,
  instead: string | ((match: string) => string),
): RawRequest {
  return { ...request, target: request.target.replace(found, instead as string) };
}

function withText(request: RawRequest, place: "path" | "query", leaf: Omit<Leaf, "path">): RawRequest {
  const text = unlikeText("", leaf) ?? "";
  const mark = request.target.includes("?") ? "&" : "?";
  return place === "query"
    ? { ...request, target: `${request.target}${mark}${text}=` }
    : withTarget(request, /(?=\?|$)/, text);
}

/** The undecoded value of a member in a request. To make a different value, it need not be decoded. */
function carried({ target, headers }: RawRequest, name: string): string {
  const [, label = ""] = /\/functions\/([^/]*)\//.exec(target) ?? [];
  const [, parameter = ""] = new RegExp(`[?&]${name}=([^&]*)`).exec(target) ?? [];
  return (
    decodeURIComponent(name === "FunctionName" ? label : parameter) || (headerValue(headers, name) ?? "")
  );
}
