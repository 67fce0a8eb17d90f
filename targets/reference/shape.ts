import { broken } from "../../specs/keywords.ts";
import type { Keyword, Member, Operation } from "../../specs/operation.ts";
import { Refusal } from "./refusal.ts";
import type { Input } from "./router.ts";

/** The message of AWS for each keyword that shape validation checks. The other keywords are checked later, or never. */
const CONSTRAINTS: Partial<Record<Keyword, (value: never) => string>> = {
  required: () => "Member must not be null",
  pattern: (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`,
  minLength: (length: number) => `Member must have length greater than or equal to ${length}`,
  maxLength: (length: number) => `Member must have length less than or equal to ${length}`,
  enum: (values: readonly string[]) => `Member must satisfy enum value set: [${values.join(", ")}]`,
};

/** Refuses an input that breaks its constraints. One ValidationException lists all failures. */
export function checkShape(operation: Operation, input: Input): void {
  const failures = operation.inputs
    .filter(({ place }) => place !== "body")
    .flatMap((member) => failuresOf(member, input[member.name]));
  if (failures.length > 0) throw new Refusal("ValidationException", validationMessage(failures));
}

/** The message for one broken keyword of a member; undefined for a keyword that shape validation does not check. */
export function failureOf(member: Member, value: string | undefined, keyword: Keyword): string | undefined {
  const constraint = CONSTRAINTS[keyword]?.(member.keywords[keyword] as never);
  const shown = value === undefined ? "Value null" : `Value '${value}'`;
  return (
    constraint &&
    `${shown} at '${member.messageName ?? member.name}' failed to satisfy constraint: ${constraint}`
  );
}

/** The message that lists all failures. */
export function validationMessage(failures: readonly string[]): string {
  const count = failures.length === 1 ? "1 validation error" : `${failures.length} validation errors`;
  return `${count} detected: ${failures.join("; ")}`;
}

function failuresOf(member: Member, value: string | undefined): string[] {
  if (value === undefined && member.keywords.required === undefined) return [];
  const keywords: Keyword[] = value === undefined ? ["required"] : broken(member, value);
  return keywords.flatMap((keyword) => failureOf(member, value, keyword) ?? []);
}
