import { featureFault } from "../specs/feature-fault.ts";
import type { Fixture } from "../specs/fixture.ts";
import { UserError } from "../specs/user-error.ts";
import { aFunction, memberFault, text, valueWords, type Want } from "./member-fault.ts";
import type { Credentials, StartedTarget } from "./target.ts";

const CREDENTIALS: Readonly<Record<keyof Credentials, Want>> = {
  accessKeyId: text("test", { secret: true }),
  secretAccessKey: text("test", { secret: true }),
  sessionToken: text("test", { secret: true, optional: true }),
};
const ASSUMED = ["region", "account", "partition"];

const credentials: Want = {
  be: 'an object with "accessKeyId" and "secretAccessKey"',
  fits: (value) => typeof value === "object" && value !== null,
};

const WANTS: Readonly<Record<keyof StartedTarget, Want>> = {
  url: {
    be: 'a URL object with a host, a port and perhaps a path: new URL("http://127.0.0.1:4566")',
    fits: (value) =>
      value instanceof URL &&
      /^https?:$/.test(value.protocol) &&
      [value.username, value.password, value.search, value.hash].every((part) => part === ""),
    // The URL may contain a password.
    secret: true,
  },
  version: text("1.2.3", { optional: true }),
  function: { ...text("probe"), be: 'the name of the probe there, like "probe"' },
  region: text("us-east-1"),
  account: {
    be: 'a text of twelve digits, like "000000000000"',
    fits: (value) => typeof value === "string" && /^\d{12}$/.test(value),
  },
  partition: text("aws"),
  assumed: {
    be: `a list out of ${ASSUMED.join(", ")}`,
    fits: (value) => Array.isArray(value) && value.every((item) => ASSUMED.includes(item)),
    optional: true,
  },
  credentials,
  unprivileged: { ...credentials, optional: true },
  without: {
    be: "a list of features that it does not have; it may be empty",
    fits: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  },
  undeclared: {
    be: "true, or left out: whether functions are to be looked at before they are judged",
    fits: (value) => value === true,
    optional: true,
  },
  signs: {
    be: "true or false: whether requests are to be signed",
    fits: (value) => typeof value === "boolean",
  },
  restart: { ...aFunction, optional: true },
  stop: aFunction,
};

/**
 * What the `start` of a user's target returned, reduced to the known members.
 * @param whose names the target in messages: `target mine`
 * @throws UserError naming the member that is wrong
 */
export function parseStartedTarget(
  value: unknown,
  whose: string,
  fixtures: readonly Fixture[],
): StartedTarget {
  if (typeof value !== "object" || value === null) {
    throw new UserError(
      `${whose}: its "start" returns ${value === undefined ? "nothing" : valueWords(value)}; it must return an object with "url", "stop" and others (docs/targets.md)`,
    );
  }
  const cannot = (why: string): UserError => new UserError(`${whose}: what its "start" returns: ${why}`);
  const fault = memberFault(value, WANTS);
  if (fault !== undefined) throw cannot(fault);
  const started = value as StartedTarget;
  for (const name of ["credentials", "unprivileged"] as const) {
    const wrong = memberFault(started[name] ?? started.credentials, CREDENTIALS);
    if (wrong !== undefined) throw cannot(`"${name}": ${wrong}`);
  }
  for (const feature of started.without) {
    const unknown = featureFault(feature, fixtures);
    if (unknown !== undefined) throw cannot(`"without": ${feature}: ${unknown}`);
  }
  const members = Object.keys(WANTS).map((name) => [name, started[name as keyof StartedTarget]] as const);
  return {
    ...(Object.fromEntries(members.filter(([, member]) => member !== undefined)) as unknown as StartedTarget),
    ...(started.restart && { restart: () => started.restart?.() ?? Promise.resolve() }),
    stop: () => started.stop(),
  };
}
