import type { Answer, Clause } from "./clause.ts";
import { clausesOf } from "./clauses-of.ts";
import type { Documents, ErrorDocument, Fact, MemberDocument, OperationDocument } from "./documents.ts";
import type { ErrorSpec } from "./error-spec.ts";
import type { Keywords, Member, Operation, OperationName } from "./operation.ts";
import type { Specification } from "./specification.ts";

/** The specification that the documents contain, as of one day (YYYY-MM-DD). */
export function resolve(documents: Documents, edition: string): Specification {
  const operations = Object.fromEntries(
    [...documents.operations.values()].map((document) => [
      document.name,
      resolveOperation(document, edition),
    ]),
  ) as Record<OperationName, Operation>;
  const born = new Map([...documents.operations.values()].map(({ name, since }) => [name, since]));
  const errors = [...documents.errors.values()].flatMap((document) =>
    document.errors.flatMap((error) => resolveError(error, edition)),
  );
  const resolveClauses = (): readonly Clause[] => {
    const clauses = clausesOf(documents)
      .map(({ clause }) => clause)
      .filter((clause) => holds({ since: born.get(clause.operation) }, edition) && holds(clause, edition))
      .flatMap((clause) => resolveClause(clause, operations[clause.operation], errors));
    const held = new Set(clauses.map(({ id }) => id));
    return clauses.map((clause) => withGates(clause, held));
  };
  let clauses: readonly Clause[] | undefined;
  return {
    edition,
    operations,
    errors,
    fixtures: [...documents.fixtures.values()].flatMap((document) => document.fixtures),
    /** Computed on the first read: the reference needs no clauses, and its start must not wait for them. */
    get clauses() {
      clauses ??= resolveClauses();
      return clauses;
    },
    digest: documents.digest,
  };
}

/** The clause without the gates that do not hold at this edition. */
function withGates({ needs, ...clause }: Clause, held: ReadonlySet<string>): Clause {
  const gates = (needs ?? []).filter((id) => held.has(id));
  return gates.length === 0 ? clause : { ...clause, needs: gates };
}

/** Every day on which a fact began or ended, in order. */
export function factDates(documents: Documents): string[] {
  const dates = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if ((key === "since" || key === "until") && typeof member === "string") dates.add(member);
      else visit(member);
    }
  };
  for (const document of [...documents.operations.values(), ...documents.errors.values()]) visit(document);
  // What a clause sends and expects holds no facts, even when a member is named like one.
  for (const { clauses } of documents.clauses.values()) {
    for (const { since, until, perOperation = {} } of clauses) {
      for (const span of [{ since, until }, ...Object.values(perOperation)]) {
        visit({ since: span.since, until: span.until });
      }
    }
  }
  return [...dates].sort();
}

function holds(span: { since?: string | undefined; until?: string | undefined }, edition: string): boolean {
  return (span.since ?? "") <= edition && (span.until === undefined || edition < span.until);
}

/** The value of the last fact that had begun; undefined when that fact had already ended. */
function valueAt<T>(facts: readonly Fact<T>[] | undefined, edition: string): T | undefined {
  const fact = facts?.findLast(({ since }) => since <= edition);
  return fact && holds(fact, edition) ? fact.value : undefined;
}

/** The operation at an edition. Before its first day it is resolved as of that day; no clause or error of such an edition names it. */
function resolveOperation(document: OperationDocument, edition: string): Operation {
  const { name, since, method, path, requires, limits, events } = document;
  const at = edition < since ? since : edition;
  const members = (list: readonly MemberDocument[]): Member[] =>
    list.filter((member) => holds(member, at)).map((member) => resolveMember(member, at));
  const numbers = (facts: Readonly<Record<string, readonly Fact<number>[]>>): Record<string, number> =>
    Object.fromEntries(Object.entries(facts).map(([key, list]) => [key, valueAt(list, at) ?? 0]));
  return {
    name,
    method,
    path,
    ...(requires && { requires }),
    statuses: numbers(document.statuses),
    limits: {
      request: numbers(limits.request),
      response: valueAt(limits.response, at) ?? 0,
      log: valueAt(limits.log, at) ?? 0,
    },
    inputs: members(document.inputs),
    outputs: members(document.outputs),
    events,
  };
}

function resolveMember(document: MemberDocument, edition: string): Member {
  const { since: _, until: __, keywords, ...rest } = document;
  const now = keywordsAt(document, edition);
  const laterDates = new Set(
    Object.values(keywords).flatMap((facts) =>
      facts.map(({ since }) => since).filter((date) => date > edition),
    ),
  );
  const seen = new Set([JSON.stringify(now)]);
  const later = [...laterDates]
    .sort()
    .map((date) => keywordsAt(document, date))
    .filter((set) => !seen.has(JSON.stringify(set)) && seen.add(JSON.stringify(set)));
  const reverted = document.keywords.pattern?.findLast(
    (fact) => fact.reverted && fact.since <= edition,
  )?.value;
  return {
    ...rest,
    keywords: now,
    ...(later.length > 0 && { later }),
    ...(reverted !== undefined && { reverted }),
  };
}

function keywordsAt({ keywords }: MemberDocument, edition: string): Keywords {
  return Object.fromEntries(
    Object.entries(keywords).flatMap(([keyword, facts]) => {
      const value = valueAt<unknown>(facts, edition);
      return value === undefined ? [] : [[keyword, value]];
    }),
  );
}

/** One entry for each name of the error; none when no operation returns it at this edition. */
function resolveError(document: ErrorDocument, edition: string): ErrorSpec[] {
  const { code, alsoNamed = [], operations, members, otherStatuses, ...rest } = document;
  const answering = (Object.keys(operations) as OperationName[]).filter((name) =>
    holds(operations[name] ?? { since: "9999" }, edition),
  );
  if (answering.length === 0) return [];
  return [code, ...alsoNamed].map((name) => ({
    ...rest,
    code: name,
    operations: answering,
    ...(otherStatuses && { otherStatuses: otherStatuses.map(({ value }) => value) }),
    ...(members && {
      members: members.map(({ enum: facts, ...member }) => {
        const values = valueAt(facts, edition);
        return { ...member, ...(values && { enum: values }) };
      }),
    }),
  }));
}

/**
 * A clause holds when its parameter with that keyword, the members that its steps send, and at least one of its answers exist. An answer
 * exists when its error and its output members do. The other answers are left out.
 * @returns the clause alone in a list, or an empty list when it does not hold
 */
function resolveClause(clause: Clause, operation: Operation, errors: readonly ErrorSpec[]): Clause[] {
  const { given } = clause;
  if (!("scenario" in given) && "parameter" in given) {
    const keyword = "keeps" in given ? given.keeps : given.breaks;
    const member = operation.inputs.find(({ name }) => name === given.parameter);
    if (member?.keywords[keyword] === undefined) return [];
  }
  if (!sentMembers(given).every((name) => operation.inputs.some((member) => member.name === name))) return [];
  const known = ({ error, schema }: Answer): boolean =>
    (error === undefined ||
      errors.some(({ code, operations }) => code === error && operations.includes(clause.operation))) &&
    outputsIn(schema).every((name) => operation.outputs.some((member) => member.name === name));
  const expect = clause.expect.filter(known);
  if (expect.length === 0) return [];
  return [expect.length === clause.expect.length ? clause : { ...clause, expect }];
}

/** Names of the input members that a clause names in its steps or in `with`, without its own parameter. */
export function sentMembers(given: Clause["given"]): string[] {
  if ("scenario" in given) return [...new Set(inputsIn(given))];
  return "parameter" in given ? Object.keys(given.with ?? {}) : [];
}

/** Names of the members in the `input` of any step of a scenario, and in its `with`. The content of a payload is not a step. */
function inputsIn(argument: unknown): string[] {
  if (typeof argument !== "object" || argument === null) return [];
  return Object.entries(argument).flatMap(([key, value]) => {
    if (key === "payload") return [];
    return key === "input" || key === "with" ? Object.keys(value) : inputsIn(value);
  });
}

/** Names of the output members that a schema over the observation requires. Members that it forbids do not count. */
function outputsIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    (key === "outputs" || key === "brokenOutputs") && Array.isArray(value?.required)
      ? value.required
      : outputsIn(value),
  );
}
