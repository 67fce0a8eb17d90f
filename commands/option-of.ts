import { Option } from "commander";
import { UserError } from "../specs/user-error.ts";
import { UnfitValue } from "./option-values.ts";
import { kindOf, type OptionName, rowOf } from "./options.ts";

/** How a command describes an option differently from `run`. */
interface Own {
  readonly says?: string;
  readonly default?: string | number;
}

/** An option of the table for commander. Switches and lists get no default here, so that the help shows none. */
export function optionOf(name: OptionName, own: Own = {}): Option {
  const row = rowOf(name);
  const option = optionFor(name, row.flag, own.says ?? row.says);
  const value = own.default ?? row.default;
  return typeof value === "string" || typeof value === "number" ? option.default(value, `${value}`) : option;
}

/** All flags of an option, including the opposite one, under the heading that `run` has for it. */
export function optionsOf(name: OptionName): Option[] {
  const { group, not } = rowOf(name);
  const opposite = not ? [optionFor(name, not.flag, not.says)] : [];
  return [optionOf(name), ...opposite].map((option) => option.helpGroup(group));
}

function optionFor(name: OptionName, flag: string, says: string): Option {
  const { parse, repeatable, secret } = kindOf(name);
  const option = new Option(flag, repeatable ? `${says}; repeatable` : says);
  if (!parse) return option;
  return option.argParser((argument: string, before: unknown) => {
    try {
      return parse(argument, before, rowOf(name), option.negate);
    } catch (error) {
      // The message of Commander would repeat the argument.
      if (secret && error instanceof UnfitValue)
        throw new UserError(`${option.long}: must be ${error.wants}`);
      throw error;
    }
  });
}
