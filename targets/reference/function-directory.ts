import { defaults } from "./defaults.ts";
import type { FunctionName } from "./function-name.ts";
import { LATEST, type LambdaFunction, type WeightedVersion } from "./lambda-function.ts";
import { Refusal } from "./refusal.ts";

/** The version of a function that a request is about, and how the client named it. */
export interface InvokedFunction {
  readonly function: LambdaFunction;
  readonly version: string;
  /** The ARN with the number of the version. */
  readonly versionArn: string;
  /** The ARN with the client's qualifier, or without one. */
  readonly arn: string;
  /** Whether the client gave a qualifier. */
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
   * @param parameter the Qualifier of the request
   * @throws Refusal, in this order: for another region, for qualifiers that disagree, for another account, and for a function or qualifier
   * that does not exist
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

  /** The refusal for a user who may not invoke a function, whether it exists or not. */
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

/** Chooses one of the versions by their weights. */
function chosen(versions: readonly WeightedVersion[] = []): string | undefined {
  let left = Math.random();
  return versions.find(({ weight }) => {
    left -= weight;
    return left < 0;
  })?.version;
}
