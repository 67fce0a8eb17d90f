import type { Answer, Clause, Given } from "./clause.ts";
import { expandExpectation } from "./expand-expectation.ts";
import { expandGiven } from "./expand-given.ts";
import { expandSource } from "./expand-source.ts";
import type { OperationName } from "./operation.ts";
import type { Source } from "./source.ts";
import type { Vocabulary } from "./vocabulary.ts";
import type { ClausesHead, SourceReference, WrittenAnswer, WrittenClause } from "./written-clause.ts";
import { WrittenFault, within } from "./written-fault.ts";
import { memberPointer } from "./written-pointer.ts";

/**
 * The clauses that a written one stands for, one for each of its operations: whole, with nothing named or left out. What it does not
 * say of `operation` and `binds`, the head of its file says. In ids, `{operation}` stands for the first segment that the ids of the
 * operation have, and `{stream-}` for `stream-` where the operation streams and for nothing where it does not.
 * @throws WrittenFault for a name that nothing has, and for what has no meaning: where in the clause, and why
 */
export function expandClause(written: WrittenClause, head: ClausesHead, vocabulary: Vocabulary): Clause[] {
  return operationsOf(written, head).map((operation) => {
    const said = { ...written, ...written.perOperation?.[operation] };
    const binds = said.binds ?? head.binds;
    if (!binds) throw new WrittenFault("", 'whom does it bind? Say "binds", here or at the head of the file');
    const at = <T>(pointer: string, expand: () => T): T =>
      within(memberPointer(written, operation, pointer), expand);
    const { level, says, requires, implies, cost, since, until } = said;
    return {
      id: at("/id", () => expandId(said.id, operation)),
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
      ...(implies && {
        implies: implies.map((id, index) => at(`/implies/${index}`, () => expandId(id, operation))),
      }),
      ...(cost && { cost }),
      ...(since !== undefined && { since }),
      ...(until !== undefined && { until }),
    };
  });
}

function operationsOf(written: WrittenClause, head: ClausesHead): readonly OperationName[] {
  const { operation, operations } = written.operation || written.operations ? written : head;
  if (operation && operations) throw new WrittenFault("", 'say "operation" or "operations", not both');
  if (operations) return operations;
  if (operation) return [operation];
  throw new WrittenFault(
    "",
    'of which operation? Say "operation" or "operations", here or at the head of the file',
  );
}

function expandId(written: string, operation: OperationName): string {
  if (!written.includes("{")) return written;
  const segment = operation.replace(/(?<!^)[A-Z]/g, (capital) => `-${capital}`).toLowerCase();
  const id = written
    .replaceAll("{operation}", segment)
    .replaceAll("{stream-}", operation === "InvokeWithResponseStream" ? "stream-" : "");
  if (/[{}]/.test(id))
    throw new WrittenFault("", 'in an id only "{operation}" and "{stream-}" stand for something');
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
    throw new WrittenFault("/schema", `it stands beside "${member}": say all of it in one of the two ways`);
  }
  if (member === undefined && schema === undefined && error === undefined) {
    throw new WrittenFault("", "it expects nothing: say an error, or what has to be there");
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
