import type { Specification } from "../../specs/specification.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Bytes } from "../bytes.ts";
import type { InvokeStep, WireShape } from "../case.ts";
import { type PlaceholderName, placeholder } from "../placeholders.ts";
import { type Asked, createReader } from "./asked.ts";
import type { CallMatcher } from "./call-kind.ts";

/** The content types of requests for steps that set none. */
const OURS: readonly (string | undefined)[] = ["application/octet-stream", undefined];

/** Headers that say nothing about the step. */
const PLAIN: ReadonlySet<string> = new Set([
  "host",
  "user-agent",
  "content-type",
  "content-length",
  "transfer-encoding",
  "connection",
  "accept",
  "authorization",
  "x-amz-date",
  "x-amz-content-sha256",
  "x-amz-security-token",
]);

/** Whether a request may come from a step. The values of placeholders are known, except for the nonce and the collector. */
export function createStepMatcher(
  step: InvokeStep,
  specification: Specification,
  probe: string,
): CallMatcher {
  const read = createReader(specification);
  const text = (template: string): ((actual: string) => boolean) => {
    const pattern = new RegExp(`^${patternOf(template, probe)}$`, "s");
    return (actual) => pattern.test(actual);
  };
  const { wire = {} } = step;
  const given = Object.entries(step.input).map(([name, value]) => [name, text(value)] as const);
  const fields = (wire.headers ?? []).map(([name, value]) => [name, text(value.trim())] as const);
  const named = new Set(fields.map(([name]) => name.toLowerCase()));
  const target = wire.target === undefined ? undefined : text(wire.target);
  const body = bodyMatcher(step.payload, text);
  // Members that a step sends as explicit headers are matched as headers.
  const byHand = new Set(
    specification.operations[step.operation].inputs
      .filter(({ wireName }) => named.has(wireName?.toLowerCase() ?? ""))
      .map(({ name }) => name),
  );
  const members = new Set(
    specification.operations[step.operation].inputs.map(({ wireName }) => wireName?.toLowerCase() ?? ""),
  );

  return (request) => {
    if (!fields.every(([name, fits]) => fits(headerValue(request.headers, name) ?? ""))) return false;
    const strange = request.headers.some(([name]) => {
      const field = name.toLowerCase();
      return !PLAIN.has(field) && !named.has(field) && !members.has(field);
    });
    if (strange) return false;
    if (wire.method !== undefined && request.method !== wire.method) return false;
    if ((wire.without ?? []).some((name) => headerValue(request.headers, name) !== undefined)) return false;
    if (!named.has("content-type") && !OURS.includes(headerValue(request.headers, "content-type")))
      return false;
    // Whether a request is signed is visible, but not how.
    const isSigned = headerValue(request.headers, "authorization") !== undefined;
    if (wire.signature !== undefined && wire.signature !== "none" && !isSigned) return false;
    if (wire.signature === "none" && headerValue(request.headers, "authorization") !== undefined)
      return false;
    return isSentTo(request) && body(request.body);
  };

  function isSentTo(request: RawRequest): boolean {
    if (target !== undefined) return target(request.target);
    if (wire.method !== undefined) return true;
    const asked = read(request);
    return asked !== undefined && asked.operation.name === step.operation && inputFits(asked);
  }

  function inputFits({ input, request }: Asked): boolean {
    const sent = Object.keys(input).filter(
      (name) => !byHand.has(name) && (input[name] !== "" || name in step.input),
    );
    return (
      sent.length === given.length &&
      given.every(([name, fits]) => fits(input[name] ?? "")) &&
      writtenAs(wire.path ?? "encoded", input["FunctionName"] ?? "", request)
    );
  }
}

function writtenAs(path: NonNullable<WireShape["path"]>, name: string, { target }: RawRequest): boolean {
  const raw = target.includes(`/${name}/`);
  return path === "raw" ? raw : !raw || encodeURIComponent(name) === name;
}

function bodyMatcher(
  payload: Bytes | undefined,
  text: (template: string) => (actual: string) => boolean,
): (body: Uint8Array) => boolean {
  if (payload === undefined) return (body) => body.length === 0;
  if ("json" in payload) {
    const wanted = payload.json;
    return (body) => {
      // No payload that a clause writes out is this long.
      if (body.length > 65_536) return false;
      try {
        return jsonFits(wanted, JSON.parse(Buffer.from(body).toString("utf8")), text);
      } catch {
        return false;
      }
    };
  }
  if ("text" in payload) {
    const fits = text(payload.text);
    return (body) => fits(Buffer.from(body).toString("utf8"));
  }
  if ("base64" in payload) {
    const wanted = Buffer.from(payload.base64, "base64");
    return (body) => wanted.equals(body);
  }
  const size = sizeOf(payload);
  return (body) => Math.abs(body.length - size) < 256;
}

/** The number of bytes of a payload, apart from the values of its placeholders. */
function sizeOf(payload: Bytes): number {
  if ("concat" in payload) return payload.concat.reduce((sum, part) => sum + sizeOf(part), 0);
  if ("repeat" in payload) return sizeOf(payload.repeat) * payload.times;
  if ("base64" in payload) return Buffer.from(payload.base64, "base64").length;
  return Buffer.byteLength("text" in payload ? payload.text : JSON.stringify(payload.json));
}

function jsonFits(
  wanted: unknown,
  actual: unknown,
  text: (template: string) => (actual: string) => boolean,
): boolean {
  if (typeof wanted === "string") return typeof actual === "string" && text(wanted)(actual);
  if (typeof wanted !== "object" || wanted === null) return wanted === actual;
  if (typeof actual !== "object" || actual === null || Array.isArray(wanted) !== Array.isArray(actual)) {
    return false;
  }
  const names = Object.keys(wanted);
  return (
    names.length === Object.keys(actual).length &&
    names.every((name) => name in actual && jsonFits(wanted[name as never], actual[name as never], text))
  );
}

function patternOf(template: string, probe: string): string {
  const stands: Readonly<Record<PlaceholderName, string>> = {
    function: escaped(probe),
    account: "\\d{12}",
    region: "[a-z]+(?:-[a-z]+)+-\\d",
    partition: "aws[a-z-]*",
    nonce: "n[0-9a-f]{20}\\w*",
    collector: "https?://[^/]+/",
  };
  // The odd items of the split are names of placeholders.
  return template
    .split(placeholder)
    .map((part, index) => (index % 2 === 1 ? stands[part as PlaceholderName] : escaped(part)))
    .join("");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
