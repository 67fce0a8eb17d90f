import type { Arbitrary } from "fast-check";
import { anyOf } from "../../generators/any-of.ts";
import { keywordGenerators } from "../../generators/keyword-generators.ts";
import { mapStrata, type Stratum } from "../../generators/stratum.ts";
import type { Keyword, Member, OperationName } from "../../specs/operation.ts";
import { UserError } from "../../specs/user-error.ts";
import { fill, type Placeholders } from "../placeholders.ts";
import { type ArbitraryOptions, inputOf, specificationOf, valuesOf } from "./arbitrary-options.ts";

/** The type of a parameter's values: bytes for the payload, text for all others. */
export type ValueOf<P extends string> = P extends "Payload" ? Uint8Array : string;

/** A value of a parameter that keeps all of its keywords. */
export interface ParameterValue<V> {
  readonly value: V;
  /** Why it was made, in words that follow the value: "an alias, 128 characters". */
  readonly why: string;
}

/** A value of a parameter that breaks one of its keywords. */
export interface ParameterNearMiss<V> {
  /** Undefined when the parameter is not sent. */
  readonly value: V | undefined;
  readonly why: string;
  /** The keyword that the value was made to break. */
  readonly keyword: Keyword;
  /** The value before the edit. It breaks no keyword. */
  readonly mended: V;
}

/**
 * Sound values of a parameter: every documented form, edge and unusual case.
 * @throws UserError when the operation has no such parameter
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
 * Values of a parameter that are one edit away from a sound value.
 * @param keyword the keyword to break; default: any keyword of the parameter
 * @throws UserError when the operation has no such parameter, or when no value that breaks it can be sent
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

/** @returns the sound values of a member, by kind, for all its keywords */
export function keptValues(member: Member): Stratum<{ readonly value: string; readonly why: string }>[] {
  return keywordsOf(member).flatMap((keyword) => [...keywordGenerators[keyword].keeps(member)]);
}

/** The keywords of a member, or only the wanted one. */
export function keywordsOf({ name, keywords }: Member, wanted?: Keyword): Keyword[] {
  const all = Object.keys(keywords) as Keyword[];
  if (wanted === undefined) return all;
  if (all.includes(wanted)) return [wanted];
  throw new UserError(`${name} has no ${wanted}: it has ${all.join(", ")}`);
}

function received({ place }: Member, value: string, values: Placeholders): string | Uint8Array {
  return place === "body" ? Uint8Array.from(Buffer.from(value, "latin1")) : fill(value, values);
}
