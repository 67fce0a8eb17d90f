import type { Fixture } from "../../specs/fixture.ts";

/** A function that fixtures need, with its versions and aliases. */
export interface FixtureFunction {
  readonly feature: string;
  /** The name of the function, without placeholders. */
  readonly name: string;
  readonly handler: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Published versions by number. */
  readonly versions: readonly { readonly feature: string; readonly number: string }[];
  readonly aliases: readonly {
    readonly feature: string;
    readonly name: string;
    readonly version: string;
    /** Members of CreateAlias that give other versions a share of the invocations. */
    readonly routing?: unknown;
  }[];
}

/**
 * The functions to create, the probe first.
 * @param probe name of the probe
 */
export function fixtureFunctions(fixtures: readonly Fixture[], probe: string): FixtureFunction[] {
  return fixtures.flatMap(({ feature, name, handler, qualifier, settings = {} }) => {
    if (name === undefined || handler === undefined || qualifier !== undefined) return [];
    const qualified = fixtures.flatMap((fixture) =>
      fixture.name === name && fixture.qualifier !== undefined
        ? [
            {
              feature: fixture.feature,
              qualifier: fixture.qualifier,
              version: fixture.settings?.["FunctionVersion"],
              routing: fixture.settings?.["RoutingConfig"],
            },
          ]
        : [],
    );
    return [
      {
        feature,
        name: name.replace("{function}", probe),
        handler,
        settings,
        versions: qualified.flatMap((one) =>
          one.version === undefined ? [{ feature: one.feature, number: one.qualifier }] : [],
        ),
        aliases: qualified.flatMap((one) =>
          typeof one.version === "string"
            ? [
                {
                  feature: one.feature,
                  name: one.qualifier,
                  version: one.version,
                  ...(one.routing !== undefined && { routing: one.routing }),
                },
              ]
            : [],
        ),
      },
    ];
  });
}
