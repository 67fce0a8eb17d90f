import { existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Command } from "commander";
import { badgeImage } from "../reports/board/badge-image.ts";
import { type Board, type BoardSubject, boardOf, type Comment } from "../reports/board/board.ts";
import {
  aboutPage,
  clausePage,
  clausesPage,
  indexPage,
  type SiteFacts,
  subjectPage,
} from "../reports/board/board-pages.ts";
import { reportPage } from "../reports/html/report-page.ts";
import { jsonText } from "../reports/json-text.ts";
import type { Report } from "../reports/report.ts";
import { visible } from "../reports/visible.ts";
import { writeFile } from "../reports/write-file.ts";
import { readDocument } from "../specs/read-document.ts";
import { UserError } from "../specs/user-error.ts";
import { makeFolder } from "../targets/make-folder.ts";
import type { Io } from "./io.ts";
import { text, UnfitValue } from "./option-values.ts";
import { readReport } from "./read-report.ts";
import { tool } from "./tool.ts";

interface Options {
  readonly out: string;
  readonly comments?: string;
  readonly suggest?: string;
}

/** Folders that `board` writes, and deletes before it writes again. */
const OWN = ["subjects", "clauses"];

/** `board REPORT.json...`: makes a static site from reports of many subjects. */
export function command(io: Io): Command {
  return new Command()
    .description(
      "Build a static site from reports: an overview of all subjects, a page for each subject and clause, and their history.",
    )
    .argument("<report.json...>", "JSON reports, of any subjects and versions")
    .option("--out <dir>", "folder for the site", text, "site")
    .option(
      "--comments <file>",
      "comments by the makers of the subjects (specs/schema/board-comments.json)",
      text,
    )
    .option("--suggest <url>", "page where readers suggest a subject or dispute a verdict", webAddress)
    .action((paths: readonly string[], { out, comments, suggest }: Options) => {
      const folder = resolve(io.cwd, out);
      const said =
        comments === undefined
          ? []
          : readDocument<{ readonly comments: readonly Comment[] }>(
              resolve(io.cwd, comments),
              "board-comments",
            ).comments;
      const board = boardOf(readReports(paths, io.cwd), said);
      const unknown = said.find(({ subject }) => !board.subjects.some(({ name }) => name === subject));
      if (unknown !== undefined)
        throw new UserError(
          `${comments}: there is no report of the subject ${JSON.stringify(unknown.subject)}`,
        );
      makeRoom(folder, out);
      const facts: SiteFacts = {
        made: new Date().toISOString().slice(0, 10),
        tool: tool(),
        ...(suggest !== undefined && { suggest }),
      };
      let pages = 0;
      for (const [file, content] of filesOf(board, facts)) {
        const path = join(folder, file);
        try {
          makeFolder(dirname(path));
          writeFile(path, content);
        } catch (error) {
          throw new UserError(
            `${relative(io.cwd, path)}: cannot be written (${(error as NodeJS.ErrnoException).code})`,
          );
        }
        if (file.endsWith(".html")) pages += 1;
      }
      io.out.write(
        `${board.subjects.length} subjects, ${pages} pages: ${visible(join(out, "index.html"))}\n`,
      );
    });
}

/**
 * The reports in these files. A report may be given twice: as a run wrote it, and as a board published it.
 * @throws UserError for two different reports of one run, and for what `readReport` refuses
 */
function readReports(paths: readonly string[], cwd: string): readonly Report[] {
  const known = new Map<string, { readonly path: string; readonly report: Report }>();
  for (const path of paths) {
    const report = readReport(path, cwd);
    const { subject, run } = report;
    const id = JSON.stringify([subject.kind, subject.name, run.startedAt]);
    const other = known.get(id);
    if (other !== undefined && !isDeepStrictEqual(other.report, report)) {
      throw new UserError(
        `${other.path} and ${path}: the two reports of the ${subject.kind} ${visible(subject.name)} begin at ${run.startedAt} and differ. Leave one out, or join them with "lambda-conformance merge" if they are parts of one run`,
      );
    }
    known.set(id, { path, report });
  }
  return [...known.values()].map(({ report }) => report);
}

/** Every file of the site with its path. Paths stay the same from one board to the next. */
function* filesOf(board: Board, facts: SiteFacts): Iterable<readonly [file: string, content: string]> {
  yield ["index.html", indexPage(board, facts)];
  yield ["about.html", aboutPage(facts)];
  yield ["clauses/index.html", clausesPage(board, facts)];
  for (const clause of board.clauses) {
    yield [`clauses/${clause.verdict.clause}.html`, clausePage(clause, facts)];
  }
  for (const subject of board.subjects) {
    const folder = `subjects/${subject.path}`;
    const { report, badge, history } = subject;
    yield [`${folder}/index.html`, subjectPage(subject, facts)];
    yield [`${folder}/report.html`, reportPage(report)];
    yield [`${folder}/report.json`, `${jsonText(report, 2)}\n`];
    yield [`${folder}/badge.json`, `${jsonText(badge, 2)}\n`];
    yield [`${folder}/badge.svg`, badgeImage(badge)];
    yield [`${folder}/history.json`, `${jsonText(historyOf(subject), 2)}\n`];
    // The next board is made from these reports and from new ones.
    for (const { report: one } of history) yield [`${folder}/${fileOf(one)}`, `${jsonText(one, 2)}\n`];
  }
  yield ["board.json", `${jsonText(summaryOf(board, facts), 2)}\n`];
}

/** Path of a report within the folder of its subject. */
function fileOf({ run }: Report): string {
  return `reports/${run.startedAt.replace(/[^0-9TZ]/g, "")}.json`;
}

function summaryOf({ subjects }: Board, { made, tool: by }: SiteFacts): object {
  return {
    version: 1,
    made,
    tool: by,
    subjects: subjects.map(({ path, name, kind, report, operations, families, history }) => ({
      name,
      kind,
      path: `subjects/${path}/`,
      version: report.subject.version ?? null,
      edition: report.edition,
      judgedOn: report.run.startedAt,
      reports: history.map(({ report: one }) => fileOf(one)),
      summary: report.summary,
      operations,
      families,
    })),
  };
}

function historyOf({ history }: BoardSubject): object {
  return {
    version: 1,
    runs: history.map(({ report, because, common }) => ({
      judgedOn: report.run.startedAt,
      version: report.subject.version ?? null,
      tool: report.tool,
      edition: report.edition,
      specs: report.run.specs,
      summary: report.summary,
      ...(because !== undefined && { changed: because }),
      ...(common !== undefined && { mustDivergenceOfCommonClauses: common }),
    })),
  };
}

/**
 * Deletes the pages of the previous board.
 * @throws UserError for a folder that holds something else
 */
function makeRoom(folder: string, shown: string): void {
  const isThere = existsSync(folder) && readdirSync(folder).length > 0;
  if (isThere && !existsSync(join(folder, "board.json"))) {
    throw new UserError(
      `--out ${shown}: the folder holds files that are not a board; name another folder, or an empty one`,
    );
  }
  for (const own of OWN) rmSync(join(folder, own), { recursive: true, force: true });
}

function webAddress(given: string): string {
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  throw new UnfitValue("a URL, https://example.com/issues/new");
}
