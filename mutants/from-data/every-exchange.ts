import { type Asked, createReader } from "../../generators/calls/asked.ts";
import type { Clause } from "../../specs/clause.ts";
import { broken } from "../../specs/keywords.ts";
import type { Specification } from "../../specs/specification.ts";
import { parseFunctionName } from "../../targets/reference/function-name.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import type { Mutant } from "../mutant.ts";
import { falsify } from "./falsify.ts";
import { kebab } from "./kebab.ts";
import { formOf, type Leaf, leavesOf } from "./leaf.ts";

/**
 * Mutants of a passive clause: replies to one rare kind of call have a fault. One wrong reply is enough for such a clause. A common kind of
 * call would make many other clauses fail for the same reason.
 */
export function everyExchangeMutants(clause: Clause, specification: Specification): readonly Mutant[] {
  const operation = specification.operations[clause.operation];
  const { where } = clause.given as { readonly where?: unknown };
  const rare = rareCalls(leavesOf(where));
  return formOf(clause)
    .flatMap((leaf) => falsify(leaf, { operation, specification }))
    .map(
      ({ says, apply }): Mutant => ({
        name: `${kebab(clause.id)}--${kebab(says)}`,
        clause: clause.id,
        says: `For ${rare.says}, ${says}.`,
        wrap: (handler, resolved) => {
          const read = createReader(resolved);
          const answer = (request: RawRequest): ReturnType<typeof handler.handle> => handler.handle(request);
          return {
            async handle(request) {
              const asked = read(request);
              const meant = asked?.operation.name === clause.operation && rare.fits(asked);
              return meant ? apply(answer, request) : answer(request);
            },
          };
        },
      }),
    );
}

interface RareCalls {
  readonly says: string;
  readonly fits: (asked: Asked) => boolean;
}

/** Calls that few clauses make, out of those that can meet the condition. */
function rareCalls(where: readonly Leaf[]): RareCalls {
  const failing = where.some(
    ({ path: [place], keyword, demand }) =>
      place === "error" || (place === "status" && keyword === "minimum" && Number(demand) >= 400),
  );
  const codes = where.flatMap(({ path: [place, name], keyword, demand }) =>
    place === "error" && name === "code" && ["const", "enum"].includes(keyword) ? [demand].flat() : [],
  );
  const named = codes.length > 0 && !codes.includes("ValidationException");
  // A clause that excludes some error codes does not judge replies that have them.
  const excludes = where.some(
    ({ path: [place, name], keyword }) => place === "error" && name === "code" && keyword === "not",
  );
  if (failing && !named && !excludes) {
    return {
      // A must clause makes these calls. Not all passive clauses judge the exchanges of may clauses.
      says: "requests with an InvocationType that does not exist",
      fits: ({ operation, input: { InvocationType } }) => {
        const member = operation.inputs.find(({ name }) => name === "InvocationType");
        return (
          member !== undefined && InvocationType !== undefined && broken(member, InvocationType).length > 0
        );
      },
    };
  }
  const special =
    named ||
    excludes ||
    where.some(
      ({ path: [place, name], demand }) =>
        place === "log" ||
        (place === "outputs" && name !== undefined && name !== "ExecutedVersion" && name !== "StatusCode") ||
        (place === "status" && typeof demand === "number" && demand > 200 && demand < 299),
    );
  if (special) return { says: "every request that the clause is about", fits: () => true };
  return {
    says: "requests that name the function by a partial ARN",
    fits: ({ input: { FunctionName = "", Qualifier, InvocationType } }) => {
      const { partition, account, qualifier } = parseFunctionName(FunctionName);
      return (
        partition === undefined &&
        account !== undefined &&
        [qualifier, Qualifier, InvocationType].every((member) => member === undefined)
      );
    },
  };
}
