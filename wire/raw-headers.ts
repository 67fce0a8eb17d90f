/**
 * Headers in the order and case of the wire. Values are the bytes of the header as latin-1, one character per byte, so that bytes outside
 * ASCII are not lost.
 */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** All values of a header, in wire order. The case of the name does not matter. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

/** The value of a header. Several values are joined by ", ", as HTTP allows. Undefined when the header is absent. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(", ");
}
