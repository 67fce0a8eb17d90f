import type { OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { headerValue } from "../../wire/raw-headers.ts";
import type { ReceivedReply } from "../../wire/received-reply.ts";

/** The parts of an error reply. See `error` in specs/schema/observation.json. */
export interface ErrorView {
  readonly code?: string;
  readonly inHeader: boolean;
  readonly inBody: boolean;
  readonly known: boolean;
  readonly status?: number;
  readonly spelling?: "message" | "Message";
  readonly message?: string;
  readonly messageMember?: "message" | "Message";
  readonly type?: unknown;
  readonly members?: Readonly<Record<string, unknown>>;
  readonly failures?: readonly ValidationFailure[];
  readonly failureCount?: number;
  readonly failuresListed?: number;
}

interface ValidationFailure {
  readonly member: string;
  readonly value?: string;
  readonly constraint: "pattern" | "minLength" | "maxLength" | "enum" | "required" | "other";
  readonly values?: readonly string[];
  readonly limit?: number;
}

/** What an error reply states, and what errors.json states about its code. */
export function errorView(
  reply: ReceivedReply,
  json: unknown,
  operation: OperationName,
  specification: Specification,
): ErrorView {
  const members =
    typeof json === "object" && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined;
  const header = bareCode(headerValue(reply.headers, "x-amzn-errortype"));
  const inBody = bareCode(members?.["__type"] ?? members?.["code"] ?? members?.["Code"]);
  const code = header ?? inBody;
  const spec = specification.errors.find((e) => e.code === code && e.operations.includes(operation));
  const messageMember = (["message", "Message"] as const).find((name) => typeof members?.[name] === "string");
  const message = messageMember && (members?.[messageMember] as string);
  return {
    ...(code !== undefined && { code }),
    inHeader: header !== undefined,
    inBody: inBody !== undefined,
    known: spec !== undefined,
    ...(spec && { status: spec.otherStatuses?.includes(reply.status) ? reply.status : spec.status }),
    ...(spec?.message && { spelling: spec.message }),
    ...(messageMember && { messageMember }),
    ...(message !== undefined && { message, ...validation(message) }),
    ...(members && { members, ...("Type" in members && { type: members["Type"] }) }),
  };
}

/** The bare error name. It travels as `Name`, `Name:http://...` (front end) and `com.example#Name` (other protocols). */
function bareCode(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const code = text.split(":")[0]?.split("#").at(-1)?.trim();
  return code === "" ? undefined : code;
}

/** Most characters of a message to parse. A message may have megabytes, and the search for failures is slow on long texts. */
const READ = 16_384;

const COUNT = /^(\d+) validation errors? detected: /;
const FAILURE =
  /Value (null|'[\s\S]*?') at '([A-Za-z0-9.]+)' failed to satisfy constraint: Member must ([\s\S]*?)(?=; Value (?:null|')|$)/g;

/** Parses `N validation error(s) detected: Value '..' at 'member' failed to satisfy constraint: Member must ..; ..`. */
function validation(
  message: string,
): Required<Pick<ErrorView, "failures" | "failureCount" | "failuresListed">> | undefined {
  const count = COUNT.exec(message);
  if (!count) return undefined;
  const failures = [...message.slice(count[0].length, READ).matchAll(FAILURE)].map(
    ([, value, member, rest]) => ({
      member: member as string,
      ...(value !== "null" && { value: (value as string).slice(1, -1) }),
      ...constraintOf(rest as string),
    }),
  );
  return { failures, failureCount: Number(count[1]), failuresListed: failures.length };
}

function constraintOf(text: string): Pick<ValidationFailure, "constraint" | "values" | "limit"> {
  if (text.startsWith("satisfy regular expression pattern")) return { constraint: "pattern" };
  if (text.startsWith("not be null")) return { constraint: "required" };
  const set = /^satisfy enum value set: \[(.*)\]/s.exec(text);
  if (set) return { constraint: "enum", values: (set[1] as string).split(", ").sort() };
  const length = /^have length (less|greater) than or equal to (\d+)/.exec(text);
  if (length)
    return { constraint: length[1] === "less" ? "maxLength" : "minLength", limit: Number(length[2]) };
  return { constraint: "other" };
}
