import type { Operation } from "../../specs/operation.ts";
import { readFrames } from "../../wire/frames.ts";
import { atPointer } from "../judge/json-pointer.ts";
import { textView } from "../view/text-view.ts";
import type { View } from "../view/view.ts";
import { NotSimple } from "./not-simple.ts";
import type { Words } from "./schema-checks.ts";
import type { VectorCheck } from "./vector-check.ts";

/** The parts of a call and its reply that expectations may compare a client with. */
export interface Scripted {
  readonly view: View;
  readonly payload?: Uint8Array | undefined;
  /** Body of the reply that the view shows. Absent if there is no reply. */
  readonly body?: Uint8Array | undefined;
  readonly operations: readonly Operation[];
}

/** Places where a runner reads base64. The observation shows length, text and digest instead. */
const BYTES: Readonly<Record<string, string>> = {
  "request/body": "/request/body",
  "outcome/output/Payload": "/result/output/Payload",
  "outcome/output/stream/content": "/stream/content",
};
const RESULT = ["exitStatus", "cliVersion", "printed", "unsettled"];
const STREAM = ["chunks", "completes", "events", "complete"];
const TEXTS = ["request/headers", "request/path", "outcome/error/name", "outcome/error/message"];

/** The names of what a client sends and hands over, from the driver protocol. */
export function clientWords(scripted: Scripted): Words {
  return {
    at: atOf,
    same(pointer) {
      const value = atPointer(scripted.view, pointer);
      if (value === undefined || value === null) throw new NotSimple(pointer);
      return value;
    },
    isText: (place) =>
      TEXTS.some((text) => place.join("/").startsWith(text)) ||
      (place[1] === "output" && place.length === 3 && place[2] !== "StatusCode"),
    present,
    own: (place, its) => ownWords(place, its, scripted),
  };
}

function atOf(place: readonly string[]): string {
  if (place.some((name) => /[/~]/.test(name))) throw new NotSimple("a name with a slash");
  const path = place.join("/");
  const [first, second = "", third = "", fourth = ""] = place;
  if (path === "requests") return "/requests";
  if (path === "request/method" || path === "request/path") return `/${path}`;
  if (first === "request" && second === "headers" && place.length === 3) return `/${path}`;
  if (BYTES[path] !== undefined) return BYTES[path];
  if (first !== "outcome") throw new NotSimple(path);
  if (second === "output" && third === "stream" && STREAM.includes(fourth))
    return `/${place.slice(2).join("/")}`;
  const isNamed =
    second === "output"
      ? place.length === 3 && third !== "stream"
      : second === "error" && third !== "partial";
  if (isNamed || (RESULT.includes(second) && place.length === 2))
    return `/result/${place.slice(1).join("/")}`;
  throw new NotSimple(path);
}

function present(place: readonly string[], judged: boolean): readonly VectorCheck[] {
  switch (place.join("/")) {
    case "request":
      return [{ at: "/request/method", matches: "" }];
    case "outcome/error":
      return [{ at: "/result/error/name", matches: "" }];
    case "outcome/output":
      return [
        { at: "/result/error", oneOf: [null] },
        { at: "/result/unsettled", oneOf: [null] },
      ];
    case "outcome":
    case "request/headers":
    case "request/input":
      return [];
  }
  if (judged) return [];
  if (place[1] !== "headers") throw new NotSimple(`${place.join("/")} is present`);
  return [{ at: atOf(place), matches: "" }];
}

function ownWords(
  place: readonly string[],
  its: Readonly<Record<string, unknown>>,
  scripted: Scripted,
): readonly VectorCheck[] | undefined {
  const path = place.join("/");
  const bytes = BYTES[place.slice(0, -1).join("/")];
  if (bytes !== undefined) return [{ at: bytes, oneOf: [base64Of(place.at(-1) ?? "", its, scripted)] }];
  if (path === "request/label") return [{ at: "/request/path", matches: pathOf(String(its["pattern"])) }];
  if (path === "request/operation") {
    const operation = scripted.operations.find(({ name }) => name === its["const"]);
    return [{ at: "/request/path", matches: `^${operation?.path.replace(/\{\w+\}/, "[^/]*")}$` }];
  }
  if (path === "request/input/FunctionName") {
    const name = atPointer(scripted.view, String(its["sameAs"]));
    const segments = scripted.operations.map((operation) =>
      operation.path
        .split("/")
        .slice(1)
        .map((segment) => (segment === "{FunctionName}" ? name : segment)),
    );
    return [
      { at: "/request/method", oneOf: [...new Set(scripted.operations.map(({ method }) => method))] },
      { at: "/request/segments", oneOf: segments },
    ];
  }
  return undefined;
}

/** A pattern for a whole path, whose label matches the given pattern. */
function pathOf(pattern: string): string {
  const [, inner] = /^\^([\x20-\x7e]*)\$$/.exec(pattern) ?? [];
  if (inner === undefined) throw new NotSimple("a pattern of a part of the label");
  return `/functions/(?:${inner})/[^/]*$`;
}

function base64Of(form: string, its: Readonly<Record<string, unknown>>, scripted: Scripted): string {
  if (form === "bytes" && its["const"] === 0) return "";
  if (form === "text" && typeof its["const"] === "string")
    return Buffer.from(its["const"]).toString("base64");
  if (form === "sha256" && its["sameAs"] !== undefined) {
    const bytes = bytesAt(String(its["sameAs"]), scripted);
    if (bytes !== undefined) return Buffer.from(bytes).toString("base64");
  }
  throw new NotSimple(form);
}

/** The bytes whose digest a pointer refers to. */
function bytesAt(pointer: string, { view, payload, body }: Scripted): Uint8Array | undefined {
  const digest = atPointer(view, pointer);
  const chunks = readFrames(body ?? new Uint8Array()).frames.filter(({ headers }) =>
    headers.some(({ name, value }) => name === ":event-type" && value === "PayloadChunk"),
  );
  const content = Buffer.concat(chunks.map((frame) => frame.payload));
  return [payload, body, content].find((bytes) => bytes && textView(bytes).sha256 === digest);
}
