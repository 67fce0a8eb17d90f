import { textView } from "./text-view.ts";

/** The parts of a log tail: the records that the platform writes around the function's own lines. */
export interface LogView {
  readonly base64: boolean;
  readonly bytes?: number;
  readonly text?: string;
  readonly format?: "text" | "json";
  readonly start?: { readonly requestId: string; readonly version: string };
  readonly end?: { readonly requestId: string };
  readonly report?: Readonly<Record<string, string | number>>;
  /** The types of the platform's records in their order: `start`, `end`, `report`. */
  readonly order?: readonly string[];
  readonly lastLine?: string;
}

/**
 * Reads a LogResult: base64 of text records (START, END, REPORT) or of JSON records (platform.start, platform.report). Plain lines of the function
 * may occur between JSON records, because Python's `print` writes them.
 */
export function logView(logResult: string): LogView {
  if (!isBase64(logResult)) return { base64: false };
  const raw = Buffer.from(logResult, "base64");
  const text = raw.toString("utf8");
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const common = {
    base64: true,
    bytes: raw.length,
    text,
    ...(lines.length > 0 && { lastLine: lines.at(-1) as string }),
  };
  const records = lines.map(jsonObject).filter((record) => record !== undefined);
  const isJson = records.some(isOfPlatform) || (records.length > 0 && records.length === lines.length);
  return isJson
    ? { ...common, format: "json", ...jsonRecords(records) }
    : { ...common, format: "text", ...textRecords(text) };
}

/**
 * Whether a text is padded base64 (RFC 4648). A single regular expression would repeat a group, and V8 runs out of stack over megabytes.
 */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*$/.test(text.replace(/={1,2}$/, ""));
}

function isOfPlatform({ type }: Record<string, unknown>): boolean {
  return typeof type === "string" && type.startsWith("platform.");
}

function textRecords(text: string): Partial<LogView> {
  const start = /^START RequestId: (\S+)(?: Version: (\S+))?/m.exec(text);
  const end = /^END RequestId: (\S+)/m.exec(text);
  const report = /^REPORT RequestId: (\S+)(.*)/m.exec(text);
  const order = [...text.matchAll(/^(START|END|REPORT) RequestId: /gm)].map(([, name = ""]) =>
    name.toLowerCase(),
  );
  return {
    order,
    ...(start && { start: { requestId: start[1] ?? "", version: start[2] ?? "" } }),
    ...(end && { end: { requestId: end[1] ?? "" } }),
    ...(report && { report: { requestId: report[1] ?? "", ...reportFields(report[2] ?? "") } }),
  };
}

const REPORT_FIELDS: Readonly<Record<string, string>> = {
  Duration: "durationMs",
  "Billed Duration": "billedMs",
  "Memory Size": "memoryMb",
  "Max Memory Used": "maxMemoryMb",
  "Init Duration": "initMs",
};

/** The fields of a REPORT line. Tabs separate them on the wire and blanks in documents, so both are read. */
function reportFields(text: string): Record<string, string | number> {
  const fields: Record<string, string | number> = {};
  const field = /(Billed Duration|Init Duration|Duration|Max Memory Used|Memory Size): ([0-9.]+) (?:ms|MB)/g;
  for (const [, name, value] of text.matchAll(field))
    fields[REPORT_FIELDS[name as string] as string] = Number(value);
  const [, status] = /\tStatus: ([^\t]*)/.exec(text) ?? [];
  return { ...fields, ...(status !== undefined && { status }) };
}

function jsonRecords(records: readonly Record<string, unknown>[]): Partial<LogView> {
  const find = (type: string): Record<string, unknown> | undefined =>
    records.find((record) => record["type"] === type)?.["record"] as Record<string, unknown> | undefined;
  const start = find("platform.start");
  const report = find("platform.report");
  const metrics = (report?.["metrics"] ?? {}) as Record<string, unknown>;
  const order = records.flatMap(({ type }) => RECORDS[String(type)] ?? []);
  return {
    order,
    ...(start && {
      start: { requestId: String(start["requestId"]), version: String(start["version"] ?? "") },
    }),
    ...(report && {
      end: { requestId: String(report["requestId"]) },
      report: {
        requestId: String(report["requestId"]),
        ...numbers({
          durationMs: metrics["durationMs"],
          billedMs: metrics["billedDurationMs"],
          memoryMb: metrics["memorySizeMB"],
          maxMemoryMb: metrics["maxMemoryUsedMB"],
          initMs: metrics["initDurationMs"],
        }),
        ...(typeof report["status"] === "string" && { status: report["status"] }),
      },
    }),
  };
}

const RECORDS: Readonly<Record<string, string>> = {
  "platform.start": "start",
  "platform.report": "report",
};

function numbers(values: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => typeof v === "number")) as Record<
    string,
    number
  >;
}

function jsonObject(line: string): Record<string, unknown> | undefined {
  const value = textView(Buffer.from(line)).json;
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}
