import type { ReportFormat } from "../formats.ts";
import { jsonText } from "../json-text.ts";

/** The report itself; specs/schema/report.json describes it. */
const json: ReportFormat = {
  file: "report.json",
  says: "the whole report",
  render: (report) => `${jsonText(report, 2)}\n`,
};

export default json;
