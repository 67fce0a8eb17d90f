import { type ComponentChild, type ComponentChildren, h } from "preact";
import type { RawHeaders } from "../../wire/raw-headers.ts";
import type { ReportedArrival, ReportedBody, ReportedExchange, ReportedResponse } from "../report.ts";
import { visible } from "../visible.ts";
import { fieldsOf, wireText } from "../wire-text.ts";
import { shortened } from "./shortened.ts";

/** The share of a side's room that its first line, its headers and its body may take. */
const PARTS = { line: 0.1, fields: 0.3, body: 0.6 } as const;
/** Characters that the markup takes. With less room than that, both sides are shown as plain text. */
const LEAST = 1500;
/** Characters that one arrival takes, with its markup. */
const ARRIVAL = 100;

/**
 * Request and response side by side, as in the network panel of a browser. Bodies are text. The page's script also shows them as a tree and
 * in hex.
 * @param room characters that texts may take
 */
export function exchangeView(exchange: ReportedExchange, room: number): ComponentChild {
  if (room < LEAST) return h("pre", { tabIndex: 0 }, shortened(wireText(exchange), room));
  const { request, response, stray } = exchange;
  const half = room / 2;
  return h("div", { class: "exchange" }, [
    h("section", { "aria-label": "Request" }, [
      line("Request", `${request.method} ${request.target}`, half),
      fields(fieldsOf(request), half),
      ...body(request.body, half),
    ]),
    h("section", { "aria-label": "Response" }, [
      ...reply(response, half),
      ...(stray === undefined
        ? []
        : [h("p", { class: "wrong" }, shortened(visible(stray.says), half)), ...body(stray.came, half)]),
    ]),
  ]);
}

function reply(response: ReportedResponse, room: number): ComponentChild[] {
  if ("failure" in response) {
    return [
      line("Response", response.failure, room),
      ...(response.came === undefined ? [] : body(response.came, room)),
    ];
  }
  const { status, headers, fault, headMs, endMs, arrivals = [] } = response;
  return [
    line("Response", String(status), room),
    fields(headers, room),
    ...body(response.body, room),
    ...(fault === undefined ? [] : [h("p", { class: "wrong" }, shortened(visible(fault), room))]),
    timeLine(headMs, endMs, arrivals, room),
  ];
}

function line(what: string, text: string, room: number): ComponentChild {
  return h("p", null, [
    h("b", null, what),
    " ",
    h("code", null, shortened(visible(text), room * PARTS.line)),
  ]);
}

/** Headers in wire order. There may be thousands, and one may have many kilobytes. */
function fields(headers: RawHeaders, room: number): ComponentChild {
  let left = room * PARTS.fields;
  const shown = headers.flatMap(([name, value]): ComponentChild[] => {
    if (left <= 0) return [];
    const texts = [name, value].map((text) => shortened(visible(text), Math.max(40, left))) as [
      string,
      string,
    ];
    left -= texts.join("").length;
    return [h("dt", null, texts[0]), h("dd", null, texts[1])];
  });
  const more = headers.length - shown.length / 2;
  return h("details", { class: "fields", open: true }, [
    h("summary", null, `Headers (${headers.length})`),
    h("dl", null, shown),
    ...(more > 0 ? [h("p", { class: "quiet" }, `… ${more} more not shown …`)] : []),
  ]);
}

/** A body as text, or as base64 if it is not text. An attribute tells the script, which makes the other views, how to read it. */
function body(of: ReportedBody, room: number): ComponentChild[] {
  if (of.bytes === 0) return [h("p", { class: "quiet" }, "No body")];
  const text = "text" in of ? visible(of.text, "\n") : of.base64;
  const shown = shortened(text, room * PARTS.body);
  // Escaped text differs from what was sent, so the page also holds the raw bytes. A shortened body is not whole, so the script leaves it
  // alone.
  const raw =
    "text" in of && text !== of.text ? { "data-base64": Buffer.from(of.text).toString("base64") } : {};
  const as = shown === text ? { "data-body": "text" in of ? "text" : "base64", ...raw } : {};
  return [
    h("p", { class: "quiet" }, [
      `Body, ${of.bytes} ${of.bytes === 1 ? "byte" : "bytes"}`,
      "text" in of ? "" : ", not UTF-8: base64",
      of.cut === undefined ? "" : `; ${of.cut}`,
    ]),
    h("pre", { tabIndex: 0, ...as }, shown),
  ];
}

/** The times of the head, of each piece of the body, and of the end, on one scale. */
function timeLine(
  headMs: number,
  endMs: number,
  arrivals: readonly ReportedArrival[],
  room: number,
): ComponentChild {
  const shown = arrivals.slice(0, Math.max(1, Math.floor(room / ARRIVAL)));
  const rows: ComponentChildren[] = [
    moment("head", headMs, endMs),
    ...shown.map(({ says, bytes, atMs }) => moment(`${visible(says)}, ${bytes} bytes`, atMs, endMs)),
    ...(shown.length === arrivals.length
      ? []
      : [h("li", null, h("span", null, `… ${arrivals.length - shown.length} more not shown …`))]),
    moment("end", endMs, endMs),
  ];
  return h("ol", { class: "times", "aria-label": "Time line" }, rows);
}

function moment(says: string, atMs: number, endMs: number): ComponentChild {
  const share = endMs > 0 ? Math.min(100, Math.max(0, Math.round((100 * atMs) / endMs))) : 100;
  return h("li", null, [
    h("span", null, says),
    h("i", { style: `--at: ${share}%`, "aria-hidden": "true" }),
    h("span", null, `${Math.round(atMs * 10) / 10} ms`),
  ]);
}
