import { isIP, isIPv6 } from "node:net";
import { InvalidArgumentError } from "commander";
import { isDate } from "../specs/is-date.ts";
import { UserError } from "../specs/user-error.ts";

/** The largest seed of cases. */
export const MOST_SEED: number = 2 ** 32 - 1;

/** A whole number of an option, within bounds. */
export function wholeNumber(from: number, to: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= from && number <= to) return number;
    throw new InvalidArgumentError(
      to === Number.MAX_SAFE_INTEGER
        ? `It is a whole number, ${from} or more.`
        : `It is a whole number from ${from} to ${to}.`,
    );
  };
}

/** A share from 0 to 1. */
export function share(text: string): number {
  const number = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError("It is a number from 0 to 1.");
}

/** A day, YYYY-MM-DD. */
export function day(text: string): string {
  if (isDate(text)) return text;
  throw new InvalidArgumentError("It is a date, YYYY-MM-DD.");
}

/** An account of AWS. */
export function account(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new InvalidArgumentError("It has twelve digits.");
}

/** Where the collector listens, `ADDRESS[:PORT]`: `0.0.0.0`, `172.17.0.1:9000`, `[::1]:9000`. */
export function listenAddress(text: string): { readonly address: string; readonly port?: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = isIPv6(text) ? text : (bracketed ?? plain ?? "");
  const port = digits === undefined || isIPv6(text) ? undefined : Number(digits);
  const sound = bracketed === undefined ? isIP(address) !== 0 : isIPv6(bracketed);
  if (sound && (port === undefined || port <= 65_535))
    return { address, ...(port !== undefined && { port }) };
  throw new UserError(
    `--collector-listen ${text}: write an IP address of this machine, with a port or without: 0.0.0.0, 172.17.0.1:9000, [::1]:9000`,
  );
}

/** A header field, `Name: value`. */
export function headerField(text: string): readonly [name: string, value: string] {
  const match = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/.exec(text);
  // What is not printable could not be sent as it stands here.
  if (match && /^[\t\x20-\x7e]*$/.test(match[2] as string)) return [match[1] as string, match[2] as string];
  // Not an InvalidArgumentError, which would repeat it: it may be secret.
  throw new UserError("--header: write it as 'Name: value', in ASCII");
}

/** An option that may be given several times: each value is parsed and added. */
export function each<T>(parse: (text: string) => T): (text: string, before: readonly T[] | undefined) => T[] {
  return (text, before = []) => [...before, parse(text)];
}
