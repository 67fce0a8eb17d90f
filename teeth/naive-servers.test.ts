import { afterAll, expect, test } from "vitest";
import { createReader } from "../generators/calls/asked.ts";
import {
  counterexampleOf,
  foundBy,
  type NaiveServer,
  naiveServers,
  sentValue,
  subjectOf,
} from "../generators/testing/naive-servers.ts";
import { errorOf } from "../mutants/error-replies.ts";
import { soundValue } from "../mutants/from-data/parameter.ts";
import { rewritten } from "../mutants/rewritten.ts";
import { broken } from "../specs/keywords.ts";
import { loadSpecification } from "../specs/load-specification.ts";
import type { Handler } from "../targets/handler-target.ts";
import { defaults } from "../targets/reference/defaults.ts";
import { failureOf, validationMessage } from "../targets/reference/shape.ts";
import { createStage } from "./stage.ts";

const specification = loadSpecification();
const stage = await createStage(specification);
afterAll(() => stage.close());

/** The reference, but with a keyword checked as the naive server checks it. */
function naive(server: NaiveServer, handler: Handler): Handler {
  const { clause, member } = subjectOf(server, specification);
  const read = createReader(specification);
  const sound = soundValue(member, clause, specification, defaults.function);
  return {
    async handle(request) {
      const asked = read(request);
      const value =
        member.place === "body" ? Buffer.from(request.body).toString("latin1") : asked?.input[member.name];
      if (asked?.operation.name !== clause.operation || value === undefined) return handler.handle(request);
      const found = foundBy(server, member, value);
      if (found.toSorted().join() === broken(member, value).toSorted().join()) return handler.handle(request);
      if (found.length === 0) return handler.handle(rewritten(request, asked.operation, member, sound));
      const failures = found.flatMap((keyword) => failureOf(member, value, keyword) ?? []);
      return errorOf("ValidationException", validationMessage(failures), specification);
    },
  };
}

test.concurrent.each(naiveServers.map((server) => [server.clause, server.says, server] as const))(
  "%s fails a server that %s, with the counterexample that docs/generators.md shows",
  { timeout: 60_000 },
  async (id, _, server) => {
    const seed = 1;
    const { clause, member } = subjectOf(server, specification);
    const verdicts = await stage.judge([clause], {
      wrap: (handler) => naive(server, handler),
      cases: 100,
      seed,
    });
    const { outcome, failure } = verdicts.get(id) ?? {};
    expect(outcome).toBe("fail");
    const expected = await counterexampleOf(server, specification, { cases: 100, budget: 60, seed });
    expect(failure && sentValue(failure.case, member)).toBe(expected?.value);
  },
);
