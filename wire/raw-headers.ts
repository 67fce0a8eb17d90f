/**
 * Header fields in the order and case in which they stand on the wire. Values are the bytes of the field
 * as latin-1, one character a byte, so that nothing is lost when they are not ASCII.
 */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** All values of a header field, by any case of its name, in wire order. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([field]) => field.toLowerCase() === wanted).map(([, value]) => value);
}

/** The value of a header field, several joined by ", " as HTTP allows; undefined when it is absent. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(", ");
}
