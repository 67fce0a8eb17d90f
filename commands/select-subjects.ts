import type { Client } from "../drivers/clients/client.ts";
import type { Clause } from "../specs/clause.ts";
import { UserError } from "../specs/user-error.ts";
import { endpointTarget } from "../targets/endpoint.ts";
import { knownTarget } from "../targets/known-target.ts";
import { referenceTarget } from "../targets/reference/reference-target.ts";
import type { Target } from "../targets/target.ts";
import { collectorHosts } from "./collector-place.ts";
import type { Io } from "./io.ts";
import type { RunSettings } from "./options.ts";

/** What a run tests. */
export type RunSubject = { readonly target: Target } | { readonly client: Client };

/** The target or the client of a subject. */
export function itself(subject: RunSubject): Target | Client {
  return "client" in subject ? subject.client : subject.target;
}

/**
 * The subjects that the settings name: clients, an endpoint, or a target. If they name none, the endpoint of AWS_ENDPOINT_URL_LAMBDA, or else the
 * built-in reference of that edition.
 * @throws UserError if there is none, and if two kinds are named
 */
export async function selectSubjects(
  settings: RunSettings,
  edition: string,
  env: Io["env"],
): Promise<readonly RunSubject[]> {
  const { endpoint, target, client, driver } = settings;
  const named = Object.entries({ endpoint, target, client, driver }).filter(
    ([, value]) => value !== undefined,
  );
  if (named.length > 1) {
    throw new UserError(
      `${named.map(([name]) => `--${name}`).join(" and ")} cannot be combined; give only one of them`,
    );
  }
  const place = {
    ...(settings.region !== undefined && { region: settings.region }),
    ...(settings.account !== undefined && { account: settings.account }),
    ...(settings.function !== undefined && { function: settings.function }),
  };
  const url = endpointOf(settings, env);
  if (url !== undefined) {
    return [{ target: endpointTarget({ url, ...place, allowRemote: settings.allowRemote, env }) }];
  }
  const [subject] = named;
  if (subject === undefined || target === "reference")
    return [{ target: referenceTarget({ edition, ...place, collectors: collectorHosts(settings) }) }];
  const [option] = Object.keys(place);
  if (option !== undefined) {
    throw new UserError(`--${option}: ${subject[1]} has its own; give --${option} only with --endpoint`);
  }
  return target === undefined ? clients(settings) : [{ target: await knownTarget(target) }];
}

/** Whether the settings select clauses for endpoints (`server`) or for clients. */
export function bindsOf({ client, driver }: RunSettings): Clause["binds"] {
  return client === undefined && driver === undefined ? "server" : "client";
}

/** The URL that a run tests, if somebody else started that endpoint. */
export function endpointOf(settings: RunSettings, env: Io["env"]): string | undefined {
  const { endpoint, target, client, driver } = settings;
  if (target !== undefined || client !== undefined || driver !== undefined) return undefined;
  return endpoint ?? (env["AWS_ENDPOINT_URL_LAMBDA"] || undefined);
}

async function clients({ client = [], driver }: RunSettings): Promise<readonly RunSubject[]> {
  const { knownClient, ownClient } = await import("../drivers/clients/known-client.ts");
  return driver === undefined
    ? [...new Set(client)].map((name) => ({ client: knownClient(name) }))
    : [{ client: ownClient(driver) }];
}
