/** The door for msw: the reference in the process of your unit tests. */
import { ReadableStream } from "node:stream/web";
import { type HttpHandler, HttpResponse, http } from "msw";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { Reference } from "./reference.ts";

/**
 * Answers requests of this process to `baseUrl` with a reference, without a server. The result is request handlers for `setupServer` of msw
 * and its relatives.
 *
 * The reference sees only what the Fetch API passes on. A path is normalized (`..`, `%2e%2e`, `\`), header names are in lower case, and a
 * reply with status 204 cannot have a body. Use the HTTP door when such details matter.
 * @param baseUrl default: the URL of Lambda in the region of the reference
 */
export function lambdaHandlers(
  reference: Pick<Reference, "handle" | "region">,
  baseUrl?: string | URL,
): HttpHandler[];
export function lambdaHandlers(reference: Pick<Reference, "handle">, baseUrl: string | URL): HttpHandler[];
export function lambdaHandlers(
  reference: Pick<Reference, "handle"> & Partial<Pick<Reference, "region">>,
  baseUrl: string | URL = `https://lambda.${reference.region}.amazonaws.com`,
): HttpHandler[] {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  const isOurs = ({ request }: { request: Request }): boolean => {
    const { origin, pathname } = new URL(request.url);
    return origin === base.origin && (pathname === prefix || pathname.startsWith(`${prefix}/`));
  };
  return [
    http.all(isOurs, async ({ request }) => {
      const url = new URL(request.url);
      return response(
        await reference.handle({
          method: request.method,
          target: url.pathname.slice(prefix.length) + url.search,
          // The Fetch API does not always show the header Host, but a signature covers it.
          headers: [
            ...(request.headers.has("host") ? [] : [["host", url.host] as const]),
            ...request.headers,
          ],
          body: new Uint8Array(await request.arrayBuffer()),
        }),
      );
    }),
  ];
}

function response({ status, headers, body }: RawReply): Response {
  const fields = new Headers(headers.map(([name, value]): [string, string] => [name, value]));
  // The Fetch API allows no body with these statuses, not even an empty one.
  if ([101, 204, 205, 304].includes(status)) return new HttpResponse(null, { status, headers: fields });
  const content = body instanceof Uint8Array ? Uint8Array.from(body) : ReadableStream.from(body);
  return new HttpResponse(content, { status, headers: fields });
}
