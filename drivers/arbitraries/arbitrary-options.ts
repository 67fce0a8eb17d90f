import { loadSpecification } from "../../specs/load-specification.ts";
import type { Member, OperationName } from "../../specs/operation.ts";
import type { Specification } from "../../specs/specification.ts";
import { UserError } from "../../specs/user-error.ts";
import { defaults } from "../../targets/reference/defaults.ts";
import type { Placeholders } from "../placeholders.ts";

/** What the generated values are for. */
export interface ArbitraryOptions {
  /** Default: the specification of the newest edition. */
  readonly specification?: Specification;
  /** Name of the function that requests invoke; default `probe`. */
  readonly function?: string;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** 12 digits; default `123456789012`. */
  readonly account?: string;
}

let newest: Specification | undefined;

export function specificationOf({ specification }: ArbitraryOptions): Specification {
  if (specification !== undefined) return specification;
  newest ??= loadSpecification();
  return newest;
}

export function valuesOf(options: ArbitraryOptions): Placeholders {
  return {
    function: options.function ?? defaults.function,
    region: options.region ?? defaults.region,
    account: options.account ?? defaults.account,
    partition: defaults.partition,
    nonce: "nonce",
  };
}

/** @throws UserError when the operation has no such input */
export function inputOf(operation: OperationName, parameter: string, specification: Specification): Member {
  const { inputs } = specification.operations[operation];
  const member = inputs.find(({ name }) => name === parameter);
  if (member !== undefined) return member;
  throw new UserError(
    `${operation} has no parameter ${parameter}; its parameters are ${inputs.map(({ name }) => name).join(", ")}`,
  );
}
