import { probeName } from "../../generators/base-step.ts";
import { type Asked, createReader } from "../../generators/calls/asked.ts";
import type { Clause } from "../../specs/clause.ts";
import { broken } from "../../specs/keywords.ts";
import type { Keyword, Member, Operation } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import type { RawRequest } from "../../wire/raw-request.ts";
import { errorOf } from "../error-replies.ts";
import type { Mutant } from "../mutant.ts";
import { rewritten } from "../rewritten.ts";
import { kebab } from "./kebab.ts";

type Answer = (request: RawRequest) => Promise<RawReply>;

/** A fault in replies to requests with certain values of a member. */
interface Fault {
  readonly says: string;
  readonly hits: (value: string | undefined, member: Member) => boolean;
  readonly apply: (answer: Answer, asked: Asked, member: Member, sound: string) => Promise<RawReply>;
}

/** Mutants of a clause about one keyword of one member: the keyword is not enforced, or values that keep it are rejected. */
export function parameterMutants(clause: Clause, specification: Specification): readonly Mutant[] {
  const given = clause.given as {
    readonly parameter: string;
    readonly keeps?: Keyword;
    readonly breaks?: Keyword;
  };
  const member = memberOf(specification.operations[clause.operation], given.parameter);
  const faults =
    given.breaks === undefined
      ? tooStrict(given.keeps as Keyword, member, specification)
      : notEnforced(given.breaks, specification);
  return faults.map(
    ({ says, hits, apply }): Mutant => ({
      name: `${kebab(clause.id)}--${kebab(says)}`,
      clause: clause.id,
      says: `${given.parameter}: ${says}.`,
      wrap: (handler, resolved, probe = defaults.function) => {
        const read = createReader(resolved);
        const its = memberOf(resolved.operations[clause.operation], given.parameter);
        const sound = soundValue(its, clause, resolved, probe);
        return {
          async handle(request) {
            const asked = read(request);
            if (asked?.operation.name !== clause.operation) return handler.handle(request);
            const value = its.place === "body" ? latin1(request.body) : asked.input[its.name];
            if (!hits(value, its)) return handler.handle(request);
            return apply((other) => handler.handle(other), asked, its, sound);
          },
        };
      },
    }),
  );
}

function notEnforced(keyword: Keyword, specification: Specification): readonly Fault[] {
  const hits: Fault["hits"] = (value, member) => {
    if (keyword === "required") return value === undefined || value === "";
    if (value === undefined) return false;
    const found = broken(member, value);
    return found.includes(keyword) && (found.length === 1 || value === "");
  };
  const wrong = keyword === "required" ? "requests without it" : `values that break ${keyword}`;
  return [
    {
      says: `${wrong} are accepted`,
      hits,
      apply: (answer, { request, operation }, member, sound) =>
        answer(rewritten(request, operation, member, sound)),
    },
    {
      says: `${wrong} cause an internal error`,
      hits,
      apply: async () => errorOf("ServiceException", "An error occurred.", specification),
    },
  ];
}

function tooStrict(keyword: Keyword, member: Member, specification: Specification): readonly Fault[] {
  const refused = async (_: Answer, __: Asked, { messageName, name }: Member): Promise<RawReply> =>
    member.place === "body" || member.keywords.json !== undefined
      ? errorOf("InvalidRequestContentException", "Could not parse request body into json.", specification)
      : errorOf(
          "ValidationException",
          `1 validation error detected: Value '' at '${messageName ?? name}' failed to satisfy constraint: Member must be other`,
          specification,
        );
  const fault = (says: string, hits: (value: string, member: Member) => boolean): Fault => ({
    says,
    hits: (value, its) =>
      value !== undefined && value !== "" && broken(its, value).length === 0 && hits(value, its),
    apply: refused,
  });
  switch (keyword) {
    case "required":
      return [fault("every value is rejected", () => true)];
    case "enum":
      return [
        fault(
          "the default is rejected if it is sent",
          (value, its) => value === (its.default ?? its.keywords.enum?.[0]),
        ),
      ];
    case "minLength":
      return [
        fault(
          "the shortest values are rejected",
          (value, its) => [...value].length === its.keywords.minLength,
        ),
      ];
    case "maxLength":
      return [
        fault(
          "the longest values are rejected",
          (value, its) => [...value].length === its.keywords.maxLength,
        ),
      ];
    case "maxBytes":
      return [
        fault(
          "values longer than half the limit are rejected",
          (value, its) => value.length > (its.keywords.maxBytes ?? 0) / 2,
        ),
      ];
    case "pattern":
      return ["_", "-"]
        .filter((character) => broken(member, `a${character}a`).length === 0)
        .slice(0, 1)
        .map((character) =>
          fault(`values with ${character === "_" ? "an underscore" : "a hyphen"} are rejected`, (value) =>
            value.includes(character),
          ),
        );
    case "base64":
      return [fault("base64 with padding is rejected", (value) => value.endsWith("="))];
    case "json":
      if (member.keywords.base64) {
        return [
          fault("objects that contain whitespace are rejected", (value) =>
            /\s/.test(Buffer.from(value, "base64").toString("utf8")),
          ),
        ];
      }
      return [
        fault("JSON that is not an object is rejected", (value) => !/^\s*\{/.test(value)),
        fault("JSON with non-ASCII characters is rejected", (value) => /[\x80-\xff]/.test(value)),
      ];
  }
}

/** A value that keeps every keyword, so that a call with it would succeed. */
export function soundValue(
  member: Member,
  clause: Clause,
  specification: Specification,
  probe: string,
): string {
  if (member.place === "path") {
    return probeName(clause.operation, specification).replace("{function}", probe);
  }
  if (member.place === "body") return '"taken as it is"';
  const candidates = [member.default ?? "$LATEST", "$LATEST", "a", "1", btoa("{}")];
  return candidates.find((candidate) => broken(member, candidate).length === 0) ?? "";
}

function memberOf({ inputs }: Operation, name: string): Member {
  const member = inputs.find((input) => input.name === name);
  if (member === undefined) throw new Error(`there is no member ${name}`);
  return member;
}

function latin1(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
}
