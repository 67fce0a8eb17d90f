import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { argumentFault } from "./argument-fault.ts";
import type { Clause, JsonSchema } from "./clause.ts";
import { ClauseFault } from "./clause-fault.ts";
import { clausesIn, type FiledClause } from "./clauses-of.ts";
import type { Documents, ErrorDocument, Fact, MemberDocument, OperationDocument } from "./documents.ts";
import { expectationFault, type Fault } from "./expectation-fault.ts";
import { faultWords } from "./fault-words.ts";
import { gateFaults } from "./gate-faults.ts";
import { isDate } from "./is-date.ts";
import { levelFault } from "./level-fault.ts";
import { sentMembers } from "./resolve.ts";
import { vocabularyOf } from "./vocabulary.ts";

/** What is wrong with a document, and where. */
export interface DocumentFault extends Fault {
  /** Path below specs/. */
  readonly file: string;
}

/** The first fault in the specification, either in the form of a document or in its content. */
export function faultOf(documents: Documents): DocumentFault | undefined {
  return formFault(documents) ?? meaningFault(documents);
}

const schemaOf = {
  operations: "operation",
  errors: "errors",
  fixtures: "fixtures",
  sources: "sources",
  parts: "parts",
  clauses: "clauses",
} as const;

function formFault(documents: Documents): DocumentFault | undefined {
  compiled ??= compile();
  for (const kind of Object.keys(schemaOf) as (keyof typeof schemaOf)[]) {
    for (const [file, document] of documents[kind]) {
      const validate = compiled(schemaOf[kind]);
      if (validate(document)) continue;
      const fault = kind === "clauses" ? argumentFault(document) : undefined;
      return { file, ...(fault ?? faultWords(validate.errors ?? [])) };
    }
  }
  return undefined;
}

let compiled: ((name: string) => ValidateFunction) | undefined;

function compile(): (name: string) => ValidateFunction {
  const ajv = new Ajv2020({ strictRequired: false, strictTypes: false, verbose: true, logger: false });
  ajv.addFormat("whole-pattern", (text: string) => {
    try {
      return new RegExp(`^(?:${text})$`, "u") !== undefined;
    } catch {
      return false;
    }
  });
  const id = (name: string): string => `https://lambda-conformance.dev/schema/${name}.json`;
  for (const name of ["source", "scenarios", ...Object.values(schemaOf)]) {
    ajv.addSchema(JSON.parse(readFileSync(join(import.meta.dirname, "schema", `${name}.json`), "utf8")));
  }
  return (name) => ajv.getSchema(id(name)) as ValidateFunction;
}

function meaningFault(documents: Documents): DocumentFault | undefined {
  const features = new Set(
    [...documents.fixtures.values()].flatMap(({ fixtures }) => fixtures.map(({ feature }) => feature)),
  );
  for (const fault of [
    ...each(documents.operations, (document) => operationFaults(document, features)),
    ...each(documents.errors, ({ errors }) => errorFaults(errors)),
    ...each(documents.fixtures, ({ fixtures }) =>
      repeated(fixtures.map(({ feature }, index) => [feature, `/fixtures/${index}/feature`])),
    ),
    ...clauseFaults(documents, features),
  ]) {
    return fault;
  }
  return undefined;
}

function* each<T>(
  documents: ReadonlyMap<string, T>,
  faults: (document: T) => Iterable<Fault>,
): Generator<DocumentFault> {
  for (const [file, document] of documents) for (const fault of faults(document)) yield { file, ...fault };
}

function* operationFaults(document: OperationDocument, features: ReadonlySet<string>): Generator<Fault> {
  const { statuses, limits, inputs, outputs } = document;
  yield* spanFaults(document, "");
  yield* listFaults(document, "requires", (feature) => features.has(feature), notAFeature);
  for (const [name, facts] of Object.entries(statuses))
    yield* factFaults(facts, `/statuses/${name}`, document.since);
  for (const [name, facts] of Object.entries(limits.request)) {
    yield* factFaults(facts, `/limits/request/${name}`, document.since);
  }
  yield* factFaults(limits.response, "/limits/response", document.since);
  yield* factFaults(limits.log, "/limits/log", document.since);
  for (const [list, members] of Object.entries({ inputs, outputs })) {
    yield* repeated(members.map(({ name }, index) => [name, `/${list}/${index}/name`]));
    for (const [index, member] of members.entries()) yield* memberFaults(member, `/${list}/${index}`);
  }
}

function* memberFaults(member: MemberDocument, pointer: string): Generator<Fault> {
  yield* spanFaults(member, pointer);
  for (const [keyword, facts] of Object.entries(member.keywords)) {
    yield* factFaults(facts as readonly Fact<unknown>[], `${pointer}/keywords/${keyword}`, member.since);
  }
}

/** Checks that facts are in order of their beginning, and that none begins before its subject does. */
function* factFaults(facts: readonly Fact<unknown>[], pointer: string, born = ""): Generator<Fault> {
  let before = "";
  for (const [index, fact] of facts.entries()) {
    yield* spanFaults(fact, `${pointer}/${index}`);
    const at = `${pointer}/${index}/since`;
    if (fact.since < born)
      yield { pointer: at, says: `${fact.since} is before ${born}, when its owner began` };
    if (fact.since <= before)
      yield { pointer: at, says: `${fact.since} is not after ${before}: facts stand oldest first` };
    before = fact.since;
  }
}

function* spanFaults(
  span: { since?: string | undefined; until?: string | undefined },
  pointer: string,
): Generator<Fault> {
  for (const key of ["since", "until"] as const) {
    const date = span[key];
    if (date !== undefined && !isDate(date))
      yield { pointer: `${pointer}/${key}`, says: `${date} is not a date` };
  }
  if (span.since !== undefined && span.until !== undefined && span.until <= span.since) {
    yield { pointer: `${pointer}/until`, says: `${span.until} is not after ${span.since}` };
  }
}

function* errorFaults(errors: readonly ErrorDocument[]): Generator<Fault> {
  yield* repeated(
    errors.flatMap(({ code, alsoNamed = [] }, index) => [
      [code, `/errors/${index}/code`] as const,
      ...alsoNamed.map((name, i) => [name, `/errors/${index}/alsoNamed/${i}`] as const),
    ]),
  );
  for (const [index, error] of errors.entries()) {
    for (const [name, span] of Object.entries(error.operations)) {
      yield* spanFaults(span, `/errors/${index}/operations/${name}`);
    }
    for (const [i, { enum: facts }] of (error.members ?? []).entries()) {
      if (facts) yield* factFaults(facts, `/errors/${index}/members/${i}/enum`);
    }
  }
}

function* clauseFaults(documents: Documents, features: ReadonlySet<string>): Generator<DocumentFault> {
  const operations = new Map([...documents.operations.values()].map((document) => [document.name, document]));
  const errors = [...documents.errors.values()].flatMap((document) => document.errors);
  const filed: FiledClause[] = [];
  const vocabulary = vocabularyOf(documents);
  for (const [file, document] of documents.clauses) {
    try {
      filed.push(...clausesIn(file, document, vocabulary));
    } catch (fault) {
      if (!(fault instanceof ClauseFault)) throw fault;
      const [, index] = /^\/clauses\/(\d+)/.exec(fault.pointer) ?? [];
      const { pointer, message } = fault;
      yield { file, pointer, says: `${document.clauses[Number(index)]?.id}: ${message}` };
    }
  }
  const owners = new Map<string, FiledClause>();
  for (const one of filed) {
    const { file, clause, written, pointerOf } = one;
    const owner = owners.get(clause.id);
    if (owner) {
      const says =
        owner.written === written && owner.clause.operation !== clause.operation
          ? `both operations get the id ${clause.id}: use "{operation}" or "{stream-}" in it`
          : `${clause.id} is already in ${owner.file}`;
      yield { file, pointer: pointerOf("/id"), says };
    }
    owners.set(clause.id, one);
  }
  for (const { file, clause, pointerOf } of filed) {
    const operation = operations.get(clause.operation);
    if (!operation) throw new Error(`no document for ${clause.operation}`);
    const faults = [
      ...spanFaults(clause, ""),
      ...givenFaults(clause, operation),
      ...answerFaults(clause, errors),
      ...levelFaults(clause),
      ...listFaults(clause, "requires", (feature) => features.has(feature), notAFeature),
      ...gateFaults(clause, (id) => owners.get(id)?.clause),
      ...listFaults(clause, "implies", (id) => id !== clause.id && owners.has(id), "is not another clause"),
    ];
    for (const fault of faults) {
      yield { file, pointer: pointerOf(fault.pointer), says: `${clause.id}: ${fault.says}` };
    }
  }
}

function* givenFaults({ given }: Clause, operation: OperationDocument): Generator<Fault> {
  for (const { parameter, keyword, pointer } of namedKeywords(given, "/given")) {
    const member = operation.inputs.find(({ name }) => name === parameter);
    if (!member) {
      yield { pointer: `${pointer}/parameter`, says: `${operation.name} has no parameter ${parameter}` };
    } else if (!(keyword in member.keywords)) {
      yield { pointer, says: `${parameter} has no keyword ${keyword}` };
    }
  }
  if ("every" in given) {
    const fault = expectationFault(given.where);
    if (fault) yield { ...fault, pointer: `/given/where${fault.pointer}` };
  }
  for (const name of sentMembers(given)) {
    if (!operation.inputs.some((member) => member.name === name)) {
      yield { pointer: "/given", says: `${operation.name} has no parameter ${name}` };
    }
  }
}

/** Each keyword of a parameter that a clause names, in `given` itself or in an argument of its scenario. */
function* namedKeywords(
  value: unknown,
  pointer: string,
): Generator<{ readonly parameter: string; readonly keyword: string; readonly pointer: string }> {
  if (typeof value !== "object" || value === null) return;
  const {
    parameter,
    keeps,
    breaks,
    keyword = keeps ?? breaks,
    payload: _,
    ...others
  } = value as Record<string, unknown>;
  if (typeof parameter === "string" && typeof keyword === "string") yield { parameter, keyword, pointer };
  for (const [name, member] of Object.entries(others)) yield* namedKeywords(member, `${pointer}/${name}`);
}

/** Whether a recording contradicts the clause is left to the tests of the recordings, because the loader reads no recordings. */
function* levelFaults(clause: Clause): Generator<Fault> {
  const says = levelFault(clause, false);
  if (says !== undefined) yield { pointer: "/level", says };
}

function* answerFaults({ expect, operation }: Clause, errors: readonly ErrorDocument[]): Generator<Fault> {
  for (const [index, answer] of expect.entries()) {
    const pointer = `/expect/${index}`;
    if (answer.error !== undefined) {
      const known = errors.some(
        ({ code, alsoNamed = [], operations }) =>
          [code, ...alsoNamed].includes(answer.error ?? "") && operations[operation] !== undefined,
      );
      if (!known) {
        yield { pointer: `${pointer}/error`, says: `errors.json has no ${answer.error} for ${operation}` };
      }
    }
    if (answer.schema !== undefined) {
      const fault = demandsNothing(answer.schema)
        ? { pointer: "", says: "every observation satisfies this" }
        : expectationFault(answer.schema);
      if (fault) yield { ...fault, pointer: `${pointer}/schema${fault.pointer}` };
    }
  }
}

function demandsNothing(schema: JsonSchema): boolean {
  return typeof schema === "boolean" ? schema : Object.keys(schema).every((key) => key === "description");
}

const notAFeature = "is not a feature of fixtures.json";

function* listFaults<L extends "requires" | "implies">(
  owner: { readonly [list in L]?: readonly string[] },
  list: L,
  known: (item: string) => boolean,
  says: string,
): Generator<Fault> {
  for (const [index, item] of (owner[list] ?? []).entries()) {
    if (!known(item)) yield { pointer: `/${list}/${index}`, says: `${item} ${says}` };
  }
}

function* repeated(names: readonly (readonly [name: string, pointer: string])[]): Generator<Fault> {
  const seen = new Set<string>();
  for (const [name, pointer] of names) {
    if (seen.has(name)) yield { pointer, says: `${name} appears here a second time` };
    seen.add(name);
  }
}
