import { UserError } from "../specs/user-error.ts";
import { endpointTarget } from "../targets/endpoint.ts";
import { knownTarget } from "../targets/known-target.ts";
import { referenceTarget } from "../targets/reference/reference-target.ts";
import type { Target } from "../targets/target.ts";
import type { Io } from "./io.ts";
import type { RunSettings } from "./run-settings.ts";

/**
 * The target that a run tests: the endpoint or the target that its settings name, else the endpoint of AWS_ENDPOINT_URL_LAMBDA, else
 * the built-in reference of that edition.
 * @throws UserError when there is none, and when two are named
 */
export async function selectTarget(
  settings: RunSettings & { readonly allowRemote: boolean },
  edition: string,
  env: Io["env"],
): Promise<Target> {
  const { target, region, account, function: name, allowRemote } = settings;
  if (settings.endpoint !== undefined && target !== undefined) {
    throw new UserError("--endpoint and --target: name one of them");
  }
  const place = {
    ...(region !== undefined && { region }),
    ...(account !== undefined && { account }),
    ...(name !== undefined && { function: name }),
  };
  const url = endpointOf(settings, env);
  if (url !== undefined) return endpointTarget({ url, ...place, allowRemote, env });
  if (target === undefined || target === "reference") return referenceTarget({ edition, ...place });
  const [option] = Object.keys(place);
  if (option !== undefined)
    throw new UserError(`--${option}: ${target} has its own; it goes with --endpoint`);
  return knownTarget(target);
}

/** The URL that a run tests, where it tests one that somebody else started. */
export function endpointOf(settings: RunSettings, env: Io["env"]): string | undefined {
  return (
    settings.endpoint ??
    (settings.target === undefined ? env["AWS_ENDPOINT_URL_LAMBDA"] || undefined : undefined)
  );
}
