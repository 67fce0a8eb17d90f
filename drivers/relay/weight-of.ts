import type { Passed } from "./passed.ts";

/** What an exchange takes besides its bodies: objects, times, and strings of its header fields. */
const OBJECTS = 4096;

/** Bytes of memory that an exchange takes while it waits to be judged, give or take some. */
export function weightOf({ exchange: { request, reply }, signedAs }: Passed): number {
  const fields = [request.headers, reply?.headers, signedAs?.headers].flatMap((headers) => headers ?? []);
  const text = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return OBJECTS + text + request.body.length + (reply?.body.length ?? 0);
}
