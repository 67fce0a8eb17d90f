import type { RawHeaders } from "../wire/raw-headers.ts";
import type { ReportedBody, ReportedExchange, ReportedRequest, ReportedResponse } from "./report.ts";
import { visible } from "./visible.ts";

/** Both sides of an exchange as on the wire, each line marked with `>` or `<`. All of it is safe to print. */
export function wireText({ request, response, stray }: ReportedExchange): string {
  const lines = [
    ...(stray === undefined ? [] : [`(${visible(stray.says)})`, ...bodyLines(stray.came)]).map(
      (line) => `< ${line}`,
    ),
    ...requestLines(request).map((line) => `> ${line}`),
    ...replyLines(response).map((line) => `< ${line}`),
  ];
  return lines.map((line) => line.trimEnd()).join("\n");
}

/** The lines of a request: the request line, its headers, an empty line, its body. */
export function requestLines(request: ReportedRequest): string[] {
  return [
    `${visible(request.method)} ${visible(request.target)} HTTP/1.1`,
    ...fieldsOf(request).map(([name, value]) => `${visible(name)}: ${visible(value)}`),
    ...bodyLines(request.body),
  ];
}

/** The headers of a request as on the wire, with `Host`. Our own requests get `Host` only when they are sent. */
export function fieldsOf({ origin, headers }: ReportedRequest): RawHeaders {
  // The request of a client already names its host.
  if (headers.some(([name]) => name.toLowerCase() === "host")) return headers;
  return [["Host", URL.canParse(origin) ? new URL(origin).host : origin], ...headers];
}

function replyLines(response: ReportedResponse): string[] {
  if ("failure" in response) {
    return [visible(response.failure), ...(response.came === undefined ? [] : bodyLines(response.came))];
  }
  const { headMs, endMs, fault } = response;
  return [
    ...messageLines(response),
    ...(fault === undefined ? [] : [`(${visible(fault)})`]),
    `(head after ${Math.round(headMs)} ms, end after ${Math.round(endMs)} ms)`,
  ];
}

/** The lines of a response: its status, its headers, an empty line, its body. */
export function messageLines({ status, headers, body }: ReportedMessage): string[] {
  return [
    `HTTP/1.1 ${status}`,
    ...headers.map(([name, value]) => `${visible(name)}: ${visible(value)}`),
    ...bodyLines(body),
  ];
}

type ReportedMessage = Pick<Extract<ReportedResponse, { status: number }>, "status" | "headers" | "body">;

function bodyLines(body: ReportedBody): string[] {
  if (body.bytes === 0) return [];
  const shown =
    "text" in body ? body.text.split("\n").map((line) => visible(line)) : [`base64: ${body.base64}`];
  return ["", ...shown, ...(body.cut === undefined ? [] : [`(${body.cut})`])];
}
