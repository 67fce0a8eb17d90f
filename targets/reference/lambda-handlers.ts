/** The door for msw: the reference in the process of your unit tests. */
import { ReadableStream } from "node:stream/web";
import { type HttpHandler, HttpResponse, http } from "msw";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { Reference } from "./reference.ts";

/**
 * Answers the requests of this process that go to `baseUrl` by a reference, without a server: request handlers for
 * `setupServer` and the like of msw.
 * @param baseUrl default: where Lambda is, in the region of the reference
 *
 * It sees what the Fetch API leaves of a request and a reply: a path is normalised (`..`, `%2e%2e`, `\`), the names of header
 * fields come in lower case, and a reply of status 204 cannot have a body. What must be seen as it is needs the HTTP door.
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
          // Not every request of the Fetch API shows the field Host, and a signature covers it.
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
  // Statuses that the Fetch API allows no body with, not even an empty one.
  if ([101, 204, 205, 304].includes(status)) return new HttpResponse(null, { status, headers: fields });
  const content = body instanceof Uint8Array ? Uint8Array.from(body) : ReadableStream.from(body);
  return new HttpResponse(content, { status, headers: fields });
}
