/** A kind of file that is easily confused with another. `is` completes "this is ..." and says what the file is used for. */
interface Kind {
  readonly is: string;
  recognizes(document: unknown, text: string): boolean;
}

/** A clause id, or a glob of ids, alone on a line: bare, quoted, or as an item of a YAML list. */
const ID_LINE = /^\s*(?:-\s+)?["']?(?:invoke|invoke-with-response-stream|client)\/[\w*/-]+["']?\s*(?:#.*)?$/;

const KINDS: readonly Kind[] = [
  {
    is: "an HTTP Archive (HAR), for grade and recordings add",
    recognizes: (document) => Array.isArray(member(member(document, "log"), "entries")),
  },
  {
    is: "a JSON report of this suite, for --baseline, diff, merge, compare and board",
    recognizes: (document) =>
      Array.isArray(member(document, "verdicts")) && member(document, "subject") !== undefined,
  },
  {
    is: "a list of deviations, for --deviations",
    recognizes: (document) => Array.isArray(member(document, "deviations")),
  },
  {
    is: "the journal of a run, for report and run --resume",
    recognizes: (_, text) => /^\{"header":\{/.test(text),
  },
  {
    is: "a CTRF report; the JSON report of the same run is report.json",
    recognizes: (document) => Array.isArray(member(member(document, "results"), "tests")),
  },
  {
    is: "a JUnit report; the JSON report of the same run is report.json",
    recognizes: (_, text) => /^\s*(?:<\?xml[^>]*>\s*)?<testsuites?[\s/>]/.test(text),
  },
  {
    is: "a Postman collection; export the traffic as HTTP Archive (HAR) instead",
    recognizes: (document) => String(member(member(document, "info"), "schema")).includes("postman"),
  },
  {
    is: "an OpenAPI description",
    recognizes: (document) => typeof member(document, "openapi") === "string",
  },
  {
    is: 'a plain list of clauses; write known failures as {"deviations":[{"clause":ID,"reason":WHY}]}',
    recognizes: (document, text) =>
      document === undefined
        ? ID_LINE.test(text.split("\n", 1)[0] ?? "")
        : Array.isArray(document) &&
          document.length > 0 &&
          document.every((item) => typeof item === "string" && ID_LINE.test(item)),
  },
  {
    is: "a config file, for --config",
    recognizes: (document) =>
      ["endpoint", "target", "client", "features", "reports"].some(
        (name) => member(document, name) !== undefined,
      ),
  },
];

/**
 * Says what kind of file this is when it is not the expected one: `; this is a config file, for --config`. Append it to an error. Empty
 * when the kind is unknown.
 * @param text the whole file, or its beginning when it is not JSON
 */
export function fileKind(text: string): string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    // Journals, XML and YAML are recognized by their text.
  }
  const kind = KINDS.find(({ recognizes }) => recognizes(document, text));
  return kind === undefined ? "" : `; this is ${kind.is}`;
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
