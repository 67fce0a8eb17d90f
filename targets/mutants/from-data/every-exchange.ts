import type { Clause } from "../../../specs/clause.ts";
import type { Specification } from "../../../specs/specification.ts";
import type { RawRequest } from "../../../wire/raw-request.ts";
import { createReader } from "../../calls/asked.ts";
import type { Mutant } from "../mutant.ts";
import { falsify } from "./falsify.ts";
import { kebab } from "./kebab.ts";
import { leavesOf } from "./leaf.ts";

/** Mutants of a clause that binds every exchange: all replies that say anything of what it speaks of say something wrong. */
export function everyExchangeMutants(clause: Clause, specification: Specification): readonly Mutant[] {
  const operation = specification.operations[clause.operation];
  const demands = leavesOf(clause.expect.at(-1)?.schema);
  const { where } = clause.given as { readonly where?: unknown };
  const limit = leavesOf(where).find(({ path, keyword }) => path[0] === "status" && keyword === "maximum");
  return demands
    .flatMap((leaf) => falsify(leaf, { operation, specification }))
    .map(
      ({ says, apply }): Mutant => ({
        name: `${kebab(clause.id)}--${kebab(says)}`,
        clause: clause.id,
        says: `In every reply that has it: ${says}.`,
        wrap: (handler, resolved) => {
          const read = createReader(resolved);
          const answer = (request: RawRequest): ReturnType<typeof handler.handle> => handler.handle(request);
          return {
            async handle(request) {
              if (read(request)?.operation.name !== clause.operation) return handler.handle(request);
              if (limit === undefined) return apply(answer, request);
              const reply = await handler.handle(request);
              return reply.status <= Number(limit.demand) ? apply(async () => reply, request) : reply;
            },
          };
        },
      }),
    );
}
