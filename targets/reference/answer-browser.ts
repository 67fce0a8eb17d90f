import type { IncomingMessage, ServerResponse } from "node:http";

/** Host names of this machine. */
const OWN = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Checks whether a web page sends a request. A foreign page must not call an endpoint on its reader's machine, even when its host name
 * resolves to that machine. Only allowed origins and pages of the endpoint itself may call it. Programs send no `Origin`.
 * @returns true when the request was answered here: it was refused, or it was a CORS preflight
 */
export function answerBrowser(
  request: IncomingMessage,
  response: ServerResponse,
  allowed: readonly string[],
): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  const isAllowed = allowed.includes("*") || allowed.includes(origin);
  if (!isAllowed && !isOwn(origin, request)) {
    refuse(origin, response);
    return true;
  }
  if (!isAllowed) return false;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Expose-Headers", "*");
  response.setHeader("Vary", "Origin");
  if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined)
    return false;
  response.setHeader("Access-Control-Allow-Methods", "POST");
  response.setHeader(
    "Access-Control-Allow-Headers",
    request.headers["access-control-request-headers"] ?? "*",
  );
  response.writeHead(204).end();
  return true;
}

function isOwn(origin: string, { socket }: IncomingMessage): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  return protocol === "http:" && OWN.has(hostname) && Number(port || 80) === socket.localPort;
}

function refuse(origin: string, response: ServerResponse): void {
  const message = `Web pages of ${JSON.stringify(origin.slice(0, 200))} may not call this endpoint; serve --allow-origin lets them.`;
  // The unread rest of the request must not be taken for another request.
  response
    .writeHead(403, { "Content-Type": "application/json", Connection: "close" })
    .end(JSON.stringify({ Message: message }));
}
