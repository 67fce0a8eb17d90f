import type { Arbitrary } from "fast-check";
import { anyOf } from "../../generators/any-of.ts";
import { keywordGenerators } from "../../generators/keyword-generators.ts";
import { mapStrata, type Stratum } from "../../generators/stratum.ts";
import type { Keyword, Member, OperationName } from "../../specs/operation.ts";
import { UserError } from "../../specs/user-error.ts";
import { fill, type Placeholders } from "../placeholders.ts";
import { type ArbitraryOptions, inputOf, specificationOf, valuesOf } from "./arbitrary-options.ts";

/** Values of the payload are bytes, those of all other parameters texts. */
export type ValueOf<P extends string> = P extends "Payload" ? Uint8Array : string;

/** A value of a parameter that keeps everything that the specification demands of it. */
export interface ParameterValue<V> {
  readonly value: V;
  /** Why it was made, in words that follow it: "an alias, 128 characters". */
  readonly why: string;
}

/** A value that breaks one demand. */
export interface ParameterNearMiss<V> {
  /** Undefined: the parameter is not sent. */
  readonly value: V | undefined;
  readonly why: string;
  /** The demand that it was made to break. */
  readonly keyword: Keyword;
  /** What it was before one edit: a value that breaks nothing. */
  readonly mended: V;
}

/**
 * Values of a parameter that are sound: every documented form, edge and odd case of it.
 * @throws UserError where the operation has no such parameter
 */
export function members<P extends string>(
  operation: OperationName,
  parameter: P,
  options: ArbitraryOptions = {},
): Arbitrary<ParameterValue<ValueOf<P>>> {
  const member = inputOf(operation, parameter, specificationOf(options));
  const values = valuesOf(options);
  return anyOf(
    mapStrata(keptValues(member), ({ value, why }) => ({
      value: received(member, value, values) as ValueOf<P>,
      why,
    })),
  );
}

/**
 * Values of a parameter that are nearly sound: one edit lies between each and a sound one.
 * @param keyword only those that break this demand; default: any that the parameter has
 * @throws UserError where the operation has no such parameter, or nothing that breaks it can be sent
 */
export function nearMisses<P extends string>(
  operation: OperationName,
  parameter: P,
  { keyword, ...options }: ArbitraryOptions & { readonly keyword?: Keyword } = {},
): Arbitrary<ParameterNearMiss<ValueOf<P>>> {
  const member = inputOf(operation, parameter, specificationOf(options));
  const values = valuesOf(options);
  const made = keywordsOf(member, keyword).flatMap((each) =>
    mapStrata(keywordGenerators[each].breaks(member), ({ value, why, mended }) => ({
      value: value === undefined ? undefined : (received(member, value, values) as ValueOf<P>),
      why,
      keyword: each,
      mended: received(member, mended as string, values) as ValueOf<P>,
    })),
  );
  if (made.length > 0) return anyOf(made);
  throw new UserError(`no near miss of ${parameter} breaks ${keyword ?? "its constraints"}`);
}

/** @returns the sound values of a member, by the kinds of all its keywords */
export function keptValues(member: Member): Stratum<{ readonly value: string; readonly why: string }>[] {
  return keywordsOf(member).flatMap((keyword) => [...keywordGenerators[keyword].keeps(member)]);
}

/** The keywords that a member has, or the one that is wanted. */
export function keywordsOf({ name, keywords }: Member, wanted?: Keyword): Keyword[] {
  const all = Object.keys(keywords) as Keyword[];
  if (wanted === undefined) return all;
  if (all.includes(wanted)) return [wanted];
  throw new UserError(`${name} has no ${wanted}: it has ${all.join(", ")}`);
}

function received({ place }: Member, value: string, values: Placeholders): string | Uint8Array {
  return place === "body" ? Uint8Array.from(Buffer.from(value, "latin1")) : fill(value, values);
}
