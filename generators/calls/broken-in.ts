import { broken } from "../../specs/keywords.ts";
import type { Keyword } from "../../specs/operation.ts";
import type { Asked } from "./asked.ts";

/** The keywords of a member that a request breaks. */
export function brokenIn({ operation, input, request }: Asked, name: string): readonly Keyword[] {
  const member = operation.inputs.find((candidate) => candidate.name === name);
  if (member === undefined) return [];
  const value = member.place === "body" ? Buffer.from(request.body).toString("latin1") : input[name];
  if (value === undefined) return member.keywords.required ? ["required"] : [];
  return broken(member, value);
}
