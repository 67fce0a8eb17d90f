import type { RawHeaders } from "../../wire/raw-headers.ts";

/** Headers by lower-case name. The values of several headers with one name are joined by ", ". */
export function fieldsByName(headers: RawHeaders): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    fields[key] = key in fields ? `${fields[key]}, ${value}` : value;
  }
  return fields;
}
