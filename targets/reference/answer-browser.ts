import type { IncomingMessage, ServerResponse } from "node:http";

/** Hosts under which this machine calls itself. */
const OWN = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Looks whether a web page sends a request. A page of a stranger must not call what listens on the machine of whoever looks at it, also where
 * its host name was made to stand for this machine: only the origins that are allowed may, and pages of the endpoint itself. Programs
 * send no `Origin`.
 * @returns whether the request was answered here: it was refused, or asked what it may do (CORS)
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
  // What is not read of the request must not be taken for another.
  response
    .writeHead(403, { "Content-Type": "application/json", Connection: "close" })
    .end(JSON.stringify({ Message: message }));
}
