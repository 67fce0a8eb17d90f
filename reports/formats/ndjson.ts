import type { ReportFormat } from "../formats.ts";
import { jsonText } from "../json-text.ts";
import { recordsOf } from "../record.ts";

/** One record a line, as in a journal: header, notices, verdicts, footer. */
const ndjson: ReportFormat = {
  file: "report.ndjson",
  says: "one line for each verdict, between a header and a footer; `report` reads it",
  render: (report) =>
    recordsOf(report)
      .map((record) => `${jsonText(record)}\n`)
      .join(""),
};

export default ndjson;
