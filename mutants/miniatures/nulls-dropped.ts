import type { Handler } from "../../targets/handler-target.ts";
import { miniature, SOUND } from "../miniature.ts";

/** Writes results with a serializer that drops null members. */
export const nullsDropped: Handler = miniature({
  returned: (result, call) => SOUND.returned(withoutNulls(result), call),
});

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)]));
}
