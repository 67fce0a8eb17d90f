import type { Answer, Clause, Given } from "./clause.ts";
import { ClauseFault, within } from "./clause-fault.ts";
import { expandExpectation } from "./expand-expectation.ts";
import { expandGiven } from "./expand-given.ts";
import { expandSource } from "./expand-source.ts";
import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { ClausesHead, SourceReference, WrittenAnswer, WrittenClause } from "./written-clause.ts";
import { memberPointer } from "./written-pointer.ts";

/**
 * Expands a written clause into whole clauses, one for each of its operations. Names are replaced by what they stand for, defaults are
 * filled in, and short forms become JSON Schema. `operation`, `operations` and `binds` default to the values at the head of the file. In
 * ids, `{operation}` becomes the first segment of the operation's ids. `{stream-}` becomes `stream-` for InvokeWithResponseStream and
 * nothing for Invoke.
 * @throws ClauseFault for an unknown name and for a contradiction, with the place in the clause and the reason
 */
export function expandClause(written: WrittenClause, head: ClausesHead, vocabulary: Vocabulary): Clause[] {
  const operations = operationsOf(written, head);
  for (const name of Object.keys(written.perOperation ?? {})) {
    if (operations.some((operation) => operation === name)) continue;
    throw new ClauseFault(`/perOperation/${name}`, `the clause does not apply to ${name}`);
  }
  return operations.map((operation) => {
    const said = { ...written, ...written.perOperation?.[operation] };
    const binds = said.binds ?? head.binds;
    if (!binds) throw new ClauseFault("", 'state "binds" here or at the head of the file');
    const at = <T>(pointer: string, expand: () => T): T =>
      within(memberPointer(written, operation, pointer), expand);
    const { level, says, requires, implies, cost, since, until } = said;
    const id = at("/id", () => expandId(said.id, operation));
    const needs = needsOf(id, said, head, operation, at);
    return {
      id,
      operation,
      binds,
      level,
      says,
      given: at("/given", () => expandGiven(said.given, operation, vocabulary)) as Given,
      expect: said.expect.map((answer, index) =>
        at(`/expect/${index}`, () => expandAnswer(answer, operation, vocabulary)),
      ),
      source: at("/source", () => expandSources(said.source, operation, vocabulary)),
      ...(requires && { requires }),
      ...(needs.length > 0 && { needs }),
      ...(implies && {
        implies: implies.map((id, index) => at(`/implies/${index}`, () => expandId(id, operation))),
      }),
      ...(cost && { cost }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
    };
  });
}

/** The gates of a clause: its own, or else those of its file. A gate of the file does not depend on the other gates of the file. */
function needsOf(
  id: string,
  said: WrittenClause,
  head: ClausesHead,
  operation: OperationName,
  at: <T>(pointer: string, expand: () => T) => T,
): string[] {
  const expanded = (gate: string): string => expandId(gate, operation);
  if (said.needs) return said.needs.map((gate, index) => at(`/needs/${index}`, () => expanded(gate)));
  const shared = (head.needs ?? []).map(expanded);
  return shared.includes(id) ? [] : shared;
}

function operationsOf(written: WrittenClause, head: ClausesHead): readonly OperationName[] {
  const { operation, operations } = written.operation || written.operations ? written : head;
  if (operation && operations) throw new ClauseFault("", 'state "operation" or "operations", not both');
  if (operations) return operations;
  if (operation) return [operation];
  throw new ClauseFault("", 'state "operation" or "operations" here or at the head of the file');
}

function expandId(written: string, operation: OperationName): string {
  if (!written.includes("{")) return written;
  const segment = operation.replace(/(?<!^)[A-Z]/g, (capital) => `-${capital}`).toLowerCase();
  const id = written
    .replaceAll("{operation}", segment)
    .replaceAll("{stream-}", operation === "InvokeWithResponseStream" ? "stream-" : "");
  if (/[{}]/.test(id))
    throw new ClauseFault("", 'the placeholders of an id are "{operation}" and "{stream-}"');
  return id;
}

function expandAnswer(
  written: WrittenAnswer | Answer,
  operation: OperationName,
  vocabulary: Vocabulary,
): Answer {
  const { name, error, source, schema, ...members } = written;
  const [member] = Object.keys(members);
  if (member !== undefined && schema !== undefined) {
    throw new ClauseFault(
      "/schema",
      `"schema" cannot be combined with "${member}": write the whole expectation in one form`,
    );
  }
  if (member === undefined && schema === undefined && error === undefined) {
    throw new ClauseFault("", "this answer accepts everything: give an error or an expectation");
  }
  const expectation =
    schema !== undefined
      ? within("/schema", () => expandExpectation(schema))
      : member !== undefined
        ? expandExpectation(members)
        : undefined;
  return {
    ...(name !== undefined && { name }),
    ...(error !== undefined && { error }),
    ...(expectation !== undefined && { schema: expectation }),
    ...(source !== undefined && {
      source: within("/source", () =>
        isList(source)
          ? expandSources(source, operation, vocabulary)
          : expandSource(source, operation, vocabulary),
      ),
    }),
  };
}

function expandSources(
  references: readonly SourceReference[],
  operation: OperationName,
  vocabulary: Vocabulary,
): Source[] {
  return references.map((reference, index) =>
    within(`/${index}`, () => expandSource(reference, operation, vocabulary)),
  );
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
