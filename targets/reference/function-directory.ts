import { defaults } from "./defaults.ts";
import type { FunctionName } from "./function-name.ts";
import { LATEST, type LambdaFunction, type WeightedVersion } from "./lambda-function.ts";
import { Refusal } from "./refusal.ts";

/** What a call is about: a version of a function, and how the caller named it. */
export interface InvokedFunction {
  readonly function: LambdaFunction;
  readonly version: string;
  /** With the number of the version. */
  readonly versionArn: string;
  /** With the qualifier that the caller gave, or without one. */
  readonly arn: string;
  /** Whether the caller gave one. */
  readonly qualified: boolean;
}

/** The functions of one account in one region, found by their names. */
export class FunctionDirectory {
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #region: string;
  readonly #account: string;

  constructor(functions: readonly LambdaFunction[], region: string, account: string) {
    this.#functions = new Map(functions.map((each) => [each.name, each]));
    this.#region = region;
    this.#account = account;
  }

  /**
   * @param parameter the Qualifier that was given beside the name
   * @throws Refusal, in this order: for another region, for qualifiers that disagree, for another account, and for what is not there
   */
  find(name: FunctionName, parameter: string | undefined): InvokedFunction {
    if (name.region !== undefined && name.region !== this.#region) {
      throw new Refusal(
        "ResourceNotFoundException",
        `Functions from '${name.region}' are not reachable in this region ('${this.#region}')`,
      );
    }
    if (name.qualifier !== undefined && parameter !== undefined && name.qualifier !== parameter) {
      throw new Refusal(
        "InvalidParameterValueException",
        "The derived qualifier from the function name does not match the specified qualifier.",
      );
    }
    if (name.account !== undefined && name.account !== this.#account) throw this.denied("anybody", name);
    const base = this.#arn(name);
    const qualifier = name.qualifier ?? parameter;
    const ours = name.partition === undefined || name.partition === defaults.partition;
    const its = ours ? this.#functions.get(name.name) : undefined;
    const version = chosen(its?.qualifiers.get(qualifier ?? LATEST));
    if (its === undefined || version === undefined) {
      throw new Refusal("ResourceNotFoundException", `Function not found: ${base}:${qualifier ?? LATEST}`);
    }
    return {
      function: its,
      version,
      versionArn: `${base}:${version}`,
      arn: qualifier === undefined ? base : `${base}:${qualifier}`,
      qualified: qualifier !== undefined,
    };
  }

  /** The refusal of somebody who may not invoke a function, whether it is there or not. */
  denied(user: string, name: FunctionName): Refusal {
    const who = `arn:${defaults.partition}:iam::${this.#account}:user/${user}`;
    return new Refusal(
      "AccessDeniedException",
      `User: ${who} is not authorized to perform: lambda:InvokeFunction on resource: ${this.#arn(name)} because no identity-based policy allows the lambda:InvokeFunction action`,
    );
  }

  #arn({ partition, region, account, name }: FunctionName): string {
    const [where, whose] = [region ?? this.#region, account ?? this.#account];
    return `arn:${partition || defaults.partition}:lambda:${where}:${whose}:function:${name}`;
  }
}

/** One of the versions, by their weights. */
function chosen(versions: readonly WeightedVersion[] = []): string | undefined {
  let left = Math.random();
  return versions.find(({ weight }) => {
    left -= weight;
    return left < 0;
  })?.version;
}
