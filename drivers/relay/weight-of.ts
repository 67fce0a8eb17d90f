import type { Passed } from "./passed.ts";

/** What an exchange takes in addition to its bodies, in bytes: objects, times, and the strings of its headers. */
const OBJECTS = 4096;

/** The approximate memory of an exchange while it waits to be judged, in bytes. */
export function weightOf({ exchange: { request, reply }, signedAs }: Passed): number {
  const fields = [request.headers, reply?.headers, signedAs?.headers].flatMap((headers) => headers ?? []);
  const text = fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return OBJECTS + text + request.body.length + (reply?.body.length ?? 0);
}
