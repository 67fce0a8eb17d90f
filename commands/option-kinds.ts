import { resolve } from "node:path";
import { shellText } from "../reports/shell-text.ts";
import {
  account,
  day,
  each,
  headerField,
  hostName,
  listenAddress,
  shard,
  share,
  text,
  wholeNumber,
} from "./option-values.ts";

/** The types of settings, by the kind of their option. */
export interface OptionValues {
  text: string;
  hostName: string;
  /** Names separated by commas. */
  names: readonly string[];
  texts: readonly string[];
  path: string;
  pathOrName: string;
  pathOrBuiltin: string;
  /** `FORMAT` or `FORMAT:PATH`. The path `-` is standard output. */
  reports: readonly string[];
  account: string;
  /** `ADDRESS[:PORT]`. */
  listenAddress: string;
  day: string;
  /** `PART/PARTS`, for example 2/4. */
  shard: string;
  wholeNumber: number;
  share: number;
  /** True if the flag is given. */
  on: boolean;
  /** False if the flag is given: `--no-color`. */
  off: boolean;
  /** Whether the subject has each feature, by name. The flag with `--no-` sets false. */
  features: Readonly<Record<string, boolean>>;
  headers: readonly (readonly [name: string, value: string])[];
}

/** Bounds of numbers, from the row of the option. */
interface Bounds {
  readonly from?: number;
  readonly to?: number;
}

/** One argument as a config file states it: its place as a JSON Pointer, and whether it belongs to the flag with `--no-`. */
export interface Written {
  readonly at: string;
  readonly argument: string;
  readonly negated?: boolean;
}

/** How values of one kind are read from the command line and from a config file, and written back. */
export interface OptionKind<T> {
  /**
   * Parses an argument, given the value of the arguments before it. Absent if the flag takes no argument.
   * @param negated whether the flag was the one with `--no-`
   * @throws UnfitValue
   */
  parse?(argument: string, before: T | undefined, bounds: Bounds, negated: boolean): T;
  /** The JSON Schema of the value in a config file. */
  schema(bounds: Bounds): object;
  /** The value in a config file as equivalent arguments. Absent if the value is itself one argument or a list of arguments. */
  asArguments?(written: never): readonly Written[];
  /** Makes paths absolute. Absent if the value holds no path. */
  resolve?(value: T, base: string): T;
  /**
   * The equivalent words of a command line.
   * @param not the flag with `--no-`
   */
  words(value: T, flag: string, not: string): readonly string[];
  /** Whether the option can be repeated for several values. */
  readonly repeatable?: true;
  /** Whether values may be secret: messages do not repeat them. */
  readonly secret?: true;
}

const TEXT = { type: "string", minLength: 1 };
const TEXTS = { type: "array", items: TEXT };

const oneText: Pick<OptionKind<string>, "parse" | "schema" | "words"> = {
  parse: text,
  schema: () => TEXT,
  words: (value, flag) => [flag, shellText(value)],
};

const manyTexts: Pick<OptionKind<readonly string[]>, "parse" | "schema" | "words" | "repeatable"> = {
  parse: each(text),
  schema: () => TEXTS,
  words: (values, flag) => values.flatMap((value) => [flag, shellText(value)]),
  repeatable: true,
};

/** Every kind of value that an option can have. */
export const optionKinds: { readonly [K in keyof OptionValues]: OptionKind<OptionValues[K]> } = {
  text: oneText,
  hostName: { ...oneText, parse: hostName },
  names: {
    parse: (argument) => argument.split(",").map((name) => text(name.trim())),
    schema: () => TEXTS,
    asArguments: (names: OptionValues["names"]) => [{ at: "", argument: names.join(",") }],
    words: (names, flag) => [flag, shellText(names.join(","))],
  },
  texts: manyTexts,
  path: { ...oneText, resolve: (path, base) => resolve(base, path) },
  pathOrName: {
    ...oneText,
    resolve: (value, base) => (/[\\/]/.test(value) ? resolve(base, value) : value),
  },
  pathOrBuiltin: {
    ...oneText,
    resolve: (value, base) => (value === "builtin" ? value : resolve(base, value)),
  },
  reports: {
    ...manyTexts,
    resolve: (reports, base) =>
      reports.map((report) => {
        const [, format = "", path] = /^([^:]*)(?::(.*))?$/s.exec(report) ?? [];
        return path === undefined || path === "-" ? report : `${format}:${resolve(base, path)}`;
      }),
  },
  account: { ...oneText, parse: account, schema: () => ({ type: "string", pattern: "^\\d{12}$" }) },
  listenAddress: {
    ...oneText,
    parse: (argument) => {
      listenAddress(argument);
      return argument;
    },
  },
  day: { ...oneText, parse: day, schema: () => ({ type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\d$" }) },
  shard: { ...oneText, parse: shard, schema: () => ({ type: "string", pattern: "^[1-9]\\d*/[1-9]\\d*$" }) },
  wholeNumber: {
    parse: (argument, _, { from = 0, to }) => wholeNumber(from, to)(argument),
    schema: ({ from = 0, to }) => ({
      type: "integer",
      minimum: from,
      ...(to !== undefined && { maximum: to }),
    }),
    words: (value, flag) => [flag, String(value)],
  },
  share: {
    parse: share,
    schema: () => ({ type: "number", minimum: 0, maximum: 1 }),
    words: (value, flag) => [flag, String(value)],
  },
  on: { schema: () => ({ type: "boolean" }), words: (value, flag) => (value ? [flag] : []) },
  off: { schema: () => ({ type: "boolean" }), words: (value, flag) => (value ? [] : [flag]) },
  features: {
    parse: (name, before, _, negated) => ({ ...before, [text(name)]: !negated }),
    schema: () => ({ type: "object", additionalProperties: { type: "boolean" } }),
    asArguments: (features: OptionValues["features"]) =>
      Object.entries(features).map(([name, has]) => ({ at: `/${name}`, argument: name, negated: !has })),
    words: (features, flag, not) =>
      Object.entries(features).flatMap(([name, has]) => [has ? flag : not, shellText(name)]),
    repeatable: true,
  },
  headers: {
    parse: each(headerField),
    schema: () => ({ type: "object", additionalProperties: { type: "string" } }),
    asArguments: (headers: Readonly<Record<string, string>>) =>
      Object.entries(headers).map(([name, value]) => ({ at: `/${name}`, argument: `${name}: ${value}` })),
    words: (headers, flag) => headers.flatMap(([name, value]) => [flag, shellText(`${name}: ${value}`)]),
    repeatable: true,
    secret: true,
  },
};
