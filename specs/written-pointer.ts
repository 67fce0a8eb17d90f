import { expectationPointer } from "./expand-expectation.ts";
import { pointerNames, pointerToken } from "./json-pointer.ts";
import type { OperationName } from "./operation.ts";
import type { WrittenClause } from "./written-clause.ts";

/**
 * Translates a pointer into a whole clause into a pointer into the written clause. The result points under `perOperation` when the member
 * differs for the operation, or to the path that a part of a schema came from. Otherwise it points as deep as the written clause goes.
 */
export function writtenPointer(written: WrittenClause, operation: OperationName, pointer: string): string {
  const said = { ...written, ...written.perOperation?.[operation] };
  const [, index, inAnswer = ""] = /^\/expect\/(\d+)\/schema(\/.*)?$/s.exec(pointer) ?? [];
  const answer = index === undefined ? undefined : said.expect[Number(index)];
  if (answer && answer.schema === undefined) {
    const { name: _, error: __, source: ___, schema: ____, ...members } = answer;
    const below = expectationPointer(members, inAnswer);
    return memberPointer(written, operation, `/expect/${index}${below}`);
  }
  const [, place, below = ""] = /^(\/given\/where|\/expect\/\d+\/schema)(\/.*)?$/s.exec(pointer) ?? [];
  if (place !== undefined) {
    const expectation = answer?.schema ?? said.given["where"];
    return memberPointer(written, operation, `${place}${expectationPointer(expectation, below)}`);
  }
  return existing(written, memberPointer(written, operation, pointer));
}

/** The pointer to a member of the written clause, which may be under `perOperation`. */
export function memberPointer(written: WrittenClause, operation: OperationName, pointer: string): string {
  const [member = ""] = pointerNames(pointer);
  const differs = written.perOperation?.[operation];
  return differs && member in differs ? `/perOperation/${operation}${pointer}` : pointer;
}

/** The longest beginning of a pointer that leads to a value. */
function existing(document: unknown, pointer: string): string {
  let here: unknown = document;
  let there = "";
  for (const name of pointer === "" ? [] : pointerNames(pointer)) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, name)) break;
    here = (here as Readonly<Record<string, unknown>>)[name];
    there += `/${pointerToken(name)}`;
  }
  return there;
}
