import type { ReportFormat } from "../formats.ts";
import { reportPage } from "../html/report-page.ts";

/** One HTML file that opens from disk and loads nothing. */
const html: ReportFormat = {
  file: "report.html",
  says: "one HTML page, to be opened from disk",
  render: reportPage,
};

export default html;
