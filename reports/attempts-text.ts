import type { CallFigures } from "../suites/attempts/call-figures.ts";
import type { MeasuredCall, MeasuredClient } from "../suites/attempts/measure-attempts.ts";
import { duration } from "./duration.ts";
import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

const HEAD = ["the endpoint sends", "requests", "executions", "caller waits", "caller gets"];

/** A table of the outcome of each call of a client, followed by what users of the client should know. */
export function attemptsText({ client, driver, version, calls }: MeasuredClient, style: Style): string {
  const rows = calls.map((call) => [
    call.says,
    String(call.requests),
    executionsText(call),
    duration(call.waitedMs),
    toldText(call),
  ]);
  const lines = table(HEAD, rows);
  const blocks = [
    style.paint(
      "bold",
      visible(client === driver ? `${client} ${version}` : `${client} (${driver} ${version})`),
    ),
    [
      style.paint("dim", lines[0] as string),
      ...calls.map(({ executions, told }, index) => {
        const line = lines[index + 1] as string;
        return executions.least > 1 || told === "nothing" ? style.paint("yellow", line) : line;
      }),
    ].join("\n"),
    remarks(calls)
      .map((remark) => style.wrap("", remark))
      .join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/**
 * What recorded traffic shows about calls whose function may have run more than once, or ran without anybody receiving the result.
 * @param areNamed whether requests say which call they are attempts of
 */
export function recordedCallsText(
  calls: ReadonlyMap<string, CallFigures>,
  style: Style,
  areNamed = true,
): string {
  const told = [...calls].filter(([, { executions, unanswered }]) => executions.most > 1 || unanswered > 0);
  if (!areNamed)
    return "No request has an amz-sdk-invocation-id, so attempts of one call cannot be recognized.\n";
  if (told.length === 0) return "No call ran its function more than once, and each call got a response.\n";
  const rows = told.map(([call, figures]) => [
    visible(call),
    String(figures.requests),
    executionsText(figures),
    String(figures.unanswered),
    figures.afterMs.map(duration).join(", "),
  ]);
  const [head = "", ...lines] = table(
    ["call", "requests", "executions", "unanswered", "sent again after"],
    rows,
  );
  const title = style.paint(
    "bold",
    "Calls that may have run their function more than once, or whose result nobody received",
  );
  return `${[title, style.paint("dim", head), ...lines].join("\n")}\n`;
}

/** Lines of columns, the head first. Texts are aligned left, figures right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  return [head, ...rows].map((row) => {
    const cells = row.map((cell, column) => {
      const isText = column === 0 || column === head.length - 1;
      return isText ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
    });
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

/** `2`, or `1 to 2` if the number is not certain. */
export function executionsText({ executions: { least, most } }: Pick<CallFigures, "executions">): string {
  return least === most ? String(least) : `${least} to ${most}`;
}

function toldText({ told, error }: MeasuredCall): string {
  if (told === "output") return "the result";
  if (told === "nothing") return "nothing";
  const [first = ""] = visible(`${error?.name}: ${error?.message}`).split("\n");
  return first.length > MOST ? `${first.slice(0, MOST - 1)}…` : first;
}

const MOST = 60;

function remarks(calls: readonly MeasuredCall[]): string[] {
  const twice = calls.filter(({ executions }) => executions.least > 1).map(({ says }) => says);
  const left = calls.filter(({ unanswered, told }) => unanswered > 0 && told !== "output");
  const never = calls.filter(({ told }) => told === "nothing").map(({ says }) => says);
  return [
    twice.length > 0
      ? `One call runs the function more than once after: ${twice.join("; ")}.`
      : "No call was seen to run the function more than once.",
    ...left.map(
      ({ says, unanswered }) =>
        `After ${says}, ${unanswered} ${unanswered === 1 ? "execution continues" : "executions continue"} after the caller gave up.`,
    ),
    ...(never.length > 0 ? [`The caller never gets a result after: ${never.join("; ")}.`] : []),
  ];
}
