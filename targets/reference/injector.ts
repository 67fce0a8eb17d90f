import type { ErrorSpec } from "../../specs/error-spec.ts";
import type { OperationName } from "../../specs/operation.ts";
import { UserError } from "../../specs/user-error.ts";
import { Refusal } from "./refusal.ts";

/**
 * Makes otherwise successful invocations fail: `CODE` in all of them, `CODE=RATE` in that share of them (0 to 1). The faults are tried in
 * order, and the first that is due counts.
 * @throws UserError for a code that the specification does not contain, and for an invalid rate
 */
export class Injector {
  readonly #faults: readonly { readonly spec: ErrorSpec; readonly rate: number }[];
  readonly #random: () => number;

  constructor(faults: readonly string[], errors: ReadonlyMap<string, ErrorSpec>, seed: number) {
    this.#faults = faults.map((text) => parse(text, errors));
    this.#random = randomNumbers(seed);
  }

  /** @throws Refusal with the first fault that is due, among those that the operation can return */
  strike(operation: OperationName): void {
    const fault = this.#faults.find(
      ({ spec, rate }) => spec.operations.includes(operation) && this.#random() < rate,
    );
    if (fault === undefined) return;
    const { code, members = [] } = fault.spec;
    // Leaves out members in headers, because no recording shows one.
    const inBody = members.filter(({ header }) => header === undefined);
    const told = Object.fromEntries(inBody.map((member) => [member.name, member.enum?.[0] ?? "Injected"]));
    throw new Refusal(code, `${code} was injected.`, told);
  }
}

function parse(text: string, errors: ReadonlyMap<string, ErrorSpec>): { spec: ErrorSpec; rate: number } {
  const [code = "", share = "1", ...rest] = text.split("=");
  const spec = errors.get(code);
  if (spec === undefined) throw new UserError(`inject ${text}: no error is called "${code}"`);
  const rate = /^(\d+\.?\d*|\.\d+)$/.test(share) ? Number(share) : Number.NaN;
  if (rest.length > 0 || !(rate >= 0 && rate <= 1)) {
    throw new UserError(`inject ${text}: the rate is a number from 0 to 1, as in ${code}=0.25`);
  }
  return { spec, rate };
}

/** Mulberry32: numbers from 0 to 1. The same seed gives the same numbers. */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
