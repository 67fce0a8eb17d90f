import type { RawHeaders } from "../../wire/raw-headers.ts";

/** Header fields by lower-case name. Several fields with one name are joined by ", ". */
export function fieldsByName(headers: RawHeaders): Record<string, string> {
  const fields = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    fields[key] = key in fields ? `${fields[key]}, ${value}` : value;
  }
  return fields;
}
