/** The parts of a FunctionName. A part that it does not contain is undefined. */
export interface FunctionName {
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly partition: string | undefined;
  readonly name: string;
  readonly qualifier: string | undefined;
}

const REGION = /^(?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d$/;

/**
 * Parses a FunctionName that matches its pattern. Every prefix is optional, and a prefix alone is a name:
 * `arn:aws:lambda:us-east-1:123456789012:function` is a function named `function`.
 */
export function parseFunctionName(text: string): FunctionName {
  const parts = text.split(":");
  const has = (test: (part: string) => boolean): boolean => parts.length > 1 && test(parts[0] ?? "");
  let partition: string | undefined;
  if (has((part) => part === "arn") && parts[2] === "lambda" && parts.length > 3) {
    partition = parts[1];
    parts.splice(0, 3);
  }
  const region = has((part) => REGION.test(part)) ? parts.shift() : undefined;
  const account = has((part) => /^\d{12}$/.test(part)) ? parts.shift() : undefined;
  if (has((part) => part === "function")) parts.shift();
  const [name = "", qualifier] = parts;
  return { partition, region, account, name, qualifier };
}
