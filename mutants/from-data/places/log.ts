import { headerValue } from "../../../wire/raw-headers.ts";
import type { RawReply } from "../../../wire/raw-reply.ts";
import { eventType, isStream, withFrames, withPayload } from "../../stream-reply.ts";
import { withHeader } from "../../whole-reply.ts";
import { type Falsification, type Falsifier, onReply } from "../falsification.ts";
import { withJsonAt } from "../json-at.ts";
import type { Leaf } from "../leaf.ts";
import { unlike } from "../unlike.ts";

const RESULT = "X-Amz-Log-Result";

/** The end of the log is missing, has other content, or is not base64. */
export const log: Falsifier = (leaf) => {
  const [name, part] = leaf.path;
  if (name === undefined) {
    return [
      leaf.keyword === "absent"
        ? onLog("the response has a log", (text) => text, undefined, "START\n")
        : onLog("the response has no log", () => undefined),
    ];
  }
  if (name === "base64")
    return [
      onLog(
        "the log is not base64",
        (text) => text,
        (text) => text.replaceAll("\n", " "),
      ),
    ];
  if (name === "bytes") {
    const much = leaf.keyword === "maximum" || leaf.keyword === "exclusiveMaximum";
    if (!much) return [onLog("the log is cut short", (text) => text.slice(-40))];
    return [
      onLog(
        "the log is longer than allowed",
        (text) => "more of the log\n".repeat(Math.ceil(Number(leaf.demand) / 16) + 1) + text,
      ),
    ];
  }
  if (name === "order")
    return [
      onLog("the records of the log are in a different order", (text) =>
        text.trimEnd().split("\n").reverse().join("\n"),
      ),
    ];
  if (name === "lastLine") return [onLog("the log ends with a different line", (text) => `${text}mutant\n`)];
  if (name === "text") return [onLog("the text of the log is different", (text) => otherText(text, leaf))];
  if (name === "format") return [onLog("the format of the log is different", (text) => otherFormat(text))];
  return [onLog(`${leaf.path.join(".")} in the log is wrong`, (text) => otherRecord(text, name, part, leaf))];
};

/** @param missing the log to use if the reply has none. Absent: no log is added */
function onLog(
  says: string,
  change: (text: string) => string | undefined,
  encode: (text: string) => string = (text) => Buffer.from(text).toString("base64"),
  missing?: string,
): Falsification {
  const other = (value: string | undefined): string | undefined => {
    const text = value === undefined ? missing : Buffer.from(value, "base64").toString("utf8");
    const wanted = text === undefined ? undefined : change(text);
    return wanted === undefined ? undefined : encode(wanted);
  };
  return onReply(says, (reply: RawReply) => {
    if (!isStream(reply)) {
      const value = headerValue(reply.headers, RESULT);
      return reply.status === 200 ? withHeader(reply, RESULT, other(value)) : reply;
    }
    return withFrames(reply, (frame, bytes) => {
      if (eventType(frame) !== "InvokeComplete") return [bytes];
      const { LogResult, ...says } = JSON.parse(Buffer.from(frame.payload).toString("utf8"));
      return [withPayload(frame, Buffer.from(JSON.stringify({ ...says, LogResult: other(LogResult) })))];
    });
  });
}

function otherText(text: string, leaf: Leaf): string {
  const platform = /^(?:START|END|REPORT) RequestId/;
  const lines = text.split("\n");
  const candidates = [
    lines.filter((line) => platform.test(line)).join("\n"),
    lines.filter((line) => !platform.test(line)).join("\n"),
    text.replaceAll("\t", " ").replaceAll(": ", ":"),
    `mutant\n${text}`,
    "",
  ];
  const wrong = candidates.find(
    (candidate) => candidate !== text && unlike(text, leaf) !== undefined && !fits(candidate, leaf),
  );
  return wrong ?? "";
}

function fits(text: string, { keyword, demand }: Leaf): boolean {
  if (keyword === "pattern") return new RegExp(demand as string, "u").test(text);
  const inner = keyword === "not" ? (demand as { pattern?: string }).pattern : undefined;
  return inner !== undefined && !new RegExp(inner, "u").test(text);
}

function otherFormat(text: string): string {
  return text.startsWith("{") ? "START RequestId: 0 Version: 0\n" : '{"type":"platform.start","record":{}}\n';
}

/** The log with another value in its START, END or REPORT line, or without that line. In a JSON log, the corresponding record changes. */
function otherRecord(text: string, name: string, part: string | undefined, leaf: Leaf): string {
  const other = otherLine(text, name, part, leaf);
  return other === text ? otherJsonRecord(text, name, part, leaf) : other;
}

function otherJsonRecord(text: string, name: string, part: string | undefined, leaf: Leaf): string {
  const type = name === "start" ? "platform.start" : "platform.report";
  const isGone = part === undefined || (leaf.keyword === "present" && part === "requestId");
  const path = ["record", ...(JSON_FIELDS[part ?? ""] ?? [part ?? ""])];
  return text
    .split("\n")
    .flatMap((line) => {
      if (!line.includes(`"type":"${type}"`)) return [line];
      const other = (value: unknown): unknown =>
        leaf.keyword === "present" ? undefined : (unlike(value, leaf) ?? "mutant");
      return isGone ? [] : [JSON.stringify(withJsonAt(JSON.parse(line), path, other))];
    })
    .join("\n");
}

const JSON_FIELDS: Readonly<Record<string, readonly string[]>> = {
  durationMs: ["metrics", "durationMs"],
  billedMs: ["metrics", "billedDurationMs"],
  memoryMb: ["metrics", "memorySizeMB"],
  maxMemoryMb: ["metrics", "maxMemoryUsedMB"],
  initMs: ["metrics", "initDurationMs"],
};

function otherLine(text: string, name: string, part: string | undefined, leaf: Leaf): string {
  const line = new RegExp(`^${name.toUpperCase()} RequestId: .*\n?`, "m");
  if (part === undefined || (leaf.keyword === "present" && part === "requestId"))
    return text.replace(line, "");
  return text.replace(line, (record) => {
    if (part === "requestId") return record.replace(/RequestId: \S+/, `RequestId: ${crypto.randomUUID()}`);
    if (part === "version")
      return record.replace(/Version: \S+/, (said) =>
        leaf.keyword === "present" ? "" : said.endsWith("7") ? "Version: 8" : "Version: 7",
      );
    if (part === "status")
      return record.replace(/\tStatus: [^\t\n]*/, leaf.keyword === "present" ? "" : "\tStatus: success");
    const label = FIELDS[part] ?? part;
    const field = new RegExp(`\t${label}: ([0-9.]+)( ms| MB)`);
    if (leaf.keyword === "present") return record.replace(field, "");
    return record.replace(
      field,
      (_, value, unit) => `\t${label}: ${String(unlike(Number(value), leaf) ?? 0)}${unit}`,
    );
  });
}

const FIELDS: Readonly<Record<string, string>> = {
  durationMs: "Duration",
  billedMs: "Billed Duration",
  memoryMb: "Memory Size",
  maxMemoryMb: "Max Memory Used",
  initMs: "Init Duration",
};
