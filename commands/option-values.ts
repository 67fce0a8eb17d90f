import { isIP, isIPv6 } from "node:net";
import { InvalidArgumentError } from "commander";
import { isDate } from "../specs/is-date.ts";
import { UserError } from "../specs/user-error.ts";

/** A value that an option cannot have. `wants` describes valid values: `a date, YYYY-MM-DD`. */
export class UnfitValue extends InvalidArgumentError {
  readonly wants: string;

  constructor(wants: string) {
    super(`It must be ${wants}.`);
    this.wants = wants;
  }
}

/** Any text that is not empty. An empty text usually comes from an unset variable of a script. */
export function text(given: string): string {
  if (given !== "") return given;
  throw new UnfitValue("a text that is not empty");
}

/** A parser of whole numbers within bounds. */
export function wholeNumber(from: number, to: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= from && number <= to) return number;
    throw new UnfitValue(
      to === Number.MAX_SAFE_INTEGER
        ? `a whole number, ${from} or more`
        : `a whole number from ${from} to ${to}`,
    );
  };
}

/** A share from 0 to 1. */
export function share(text: string): number {
  const number = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 0 && number <= 1) return number;
  throw new UnfitValue("a number from 0 to 1");
}

/** A function and its handler: `NAME=MODULE#EXPORT`. */
export function namedHandler(text: string): readonly [name: string, handler: string] {
  const [, name, handler] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name !== undefined && handler !== undefined) return [name, handler];
  throw new UnfitValue("NAME=MODULE#EXPORT: my-function=./handler.mjs#handler");
}

/** An environment variable: `NAME=VALUE`, or `NAME` for its value in this process. The error does not repeat it, because it may be secret. */
export function environmentVariable(text: string): readonly [name: string, value: string | undefined] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(text) ?? [];
  if (name !== undefined) return [name, value];
  throw new UserError(
    "--handler-env: write NAME=VALUE, or NAME to use the value of the variable in this environment",
  );
}

/** One of several parts: `2/4`. */
export function shard(text: string): string {
  const [, part, parts] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(text) ?? [];
  if (part !== undefined && Number(part) <= Number(parts)) return text;
  throw new UnfitValue("a part and the number of parts, such as 1/4");
}

/** A day: YYYY-MM-DD. */
export function day(text: string): string {
  if (isDate(text)) return text;
  throw new UnfitValue("a date, YYYY-MM-DD");
}

/** A host without a port: a name, or an IP address. */
export function hostName(text: string): string {
  if (/^[\w.~-]+$/.test(text) || isIPv6(text)) return text;
  throw new UnfitValue("the name or the IP address of a host, without a port");
}

/** A value of the `Origin` header of a web page, or `*` for any. */
export function origin(text: string): string {
  if (/^(?:\*|[a-z][a-z\d+.-]*:\/\/[^\s/?#@]+)$/i.test(text)) return text;
  throw new UnfitValue("the origin of a web page, https://example.com, or * for any");
}

/** A value of the `Host` header: a host, with an optional port. */
export function hostField(text: string): string {
  if (HOST.test(text)) return text;
  throw new UnfitValue("a host, with or without a port: lambda.internal:4566");
}

/** An AWS account number. */
export function account(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new UnfitValue("an account number of 12 digits");
}

/** The address that the collector listens on, `ADDRESS[:PORT]`: `0.0.0.0`, `172.17.0.1:9000`, `[::1]:9000`. */
export function listenAddress(text: string): { readonly address: string; readonly port?: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = isIPv6(text) ? text : (bracketed ?? plain ?? "");
  const port = digits === undefined || isIPv6(text) ? undefined : Number(digits);
  const sound = bracketed === undefined ? isIP(address) !== 0 : isIPv6(bracketed);
  if (sound && (port === undefined || port <= 65_535))
    return { address, ...(port !== undefined && { port }) };
  throw new UnfitValue(
    "an IP address of this machine, with or without a port: 0.0.0.0, 172.17.0.1:9000, [::1]:9000",
  );
}

/** Headers that control the end of a message or its connection. A user's value for one would change what a case sends. */
const FRAMING = /^(connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/** A host that a request may name: a name, an address, or an IPv6 address in brackets, with an optional port. */
const HOST = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Most characters of a header. No endpoint accepts more, and most accept 8 KB for all headers together. */
const LONGEST_FIELD = 16_384;

/** A header: `Name: value`. The error does not repeat it, because it may be secret. */
export function headerField(text: string): readonly [name: string, value: string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/s.exec(text) ?? [];
  // Only these characters are sent as they are typed.
  if (name === undefined || value === undefined || !/^[\t\x20-\x7e]*$/.test(value)) {
    throw new UnfitValue("'Name: value', in ASCII");
  }
  if (text.length > LONGEST_FIELD) {
    throw new UnfitValue(`at most ${LONGEST_FIELD} characters: no endpoint accepts more`);
  }
  if (FRAMING.test(name)) {
    throw new UnfitValue(`any header except ${name}: you cannot set headers that frame a message`);
  }
  if (/^host$/i.test(name) && !HOST.test(value.trimEnd())) {
    throw new UnfitValue("a Host header with one host, such as 'Host: lambda.internal:4566'");
  }
  return [name, value];
}

/** A parser for a repeatable option: it adds each value to a list. */
export function each<T>(parse: (text: string) => T): (text: string, before: readonly T[] | undefined) => T[] {
  return (text, before = []) => [...before, parse(text)];
}
