import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { UserError } from "../specs/user-error.ts";
import { exampleKeys } from "./reference/authenticator.ts";
import type { Credentials, StartedTarget, Target } from "./target.ts";

/** Which endpoint is tested, and how its probe is found. */
export interface EndpointOptions {
  /**
   * Base URL: `http://127.0.0.1:4566`, optionally with a path before the path of the API. The whole URL of an invocation is accepted too,
   * and also names the probe.
   */
  readonly url: string;
  /** Name of the probe; default `probe`. */
  readonly function?: string;
  /** Default: the region in the environment, in the host name of an AWS endpoint, or in the ARN of the probe. */
  readonly region?: string;
  /** The account: 12 digits. Default: the account in the ARN of the probe. */
  readonly account?: string;
  /** Whether a host outside loopback may be called: it may cost money, or belong to somebody else. Default: it may not. */
  readonly allowRemote?: boolean;
  /** Environment variables; default: those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Assumed until the probe's ARN is known. Most emulators use these values. */
const ASSUMED = { region: "us-east-1", account: "000000000000" };

/**
 * Any endpoint that speaks the API, as a target. Requests are signed with credentials from the usual AWS chain. On loopback, they are
 * signed with those of the environment, or else with AWS's example keys.
 * @throws UserError for an invalid URL
 */
export function endpointTarget(options: EndpointOptions): Target {
  const { url, function: named = "probe" } = splitUrl(parseUrl(options.url));
  const env = options.env ?? process.env;
  return {
    name: url.href,
    async start(): Promise<StartedTarget> {
      await assertMayCall(url, options.allowRemote === true);
      const region =
        options.region ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? regionOfHost(url.hostname);
      const { account } = options;
      const nobody = environmentCredentials(env, "UNPRIVILEGED_");
      const assumed = (["region", "account", "partition"] as const).filter(
        (name) => (name === "region" ? region : name === "account" ? account : undefined) === undefined,
      );
      return {
        url,
        function: options.function ?? named,
        region: region ?? ASSUMED.region,
        account: account ?? ASSUMED.account,
        partition: partitionOf(region),
        assumed,
        ...(nobody && { unprivileged: nobody }),
        credentials: await (await credentialsFor(url, env))(),
        without: [],
        undeclared: true,
        signs: true,
        stop: async () => {},
      };
    },
  };
}

/**
 * Refuses a host that is not this machine, unless it is allowed.
 * @throws UserError
 */
export async function assertMayCall(url: URL, allowRemote: boolean): Promise<void> {
  if (allowRemote || (await isLoopback(url.hostname))) return;
  throw new UserError(
    `${url.host} is not this machine; add --allow-remote to call it (its owner may be charged for the calls)`,
  );
}

/**
 * The URL of an endpoint.
 * @throws UserError for an invalid URL, and for one with more than a host, a port and a path
 */
export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UserError(`endpoint "${withoutUser(text)}": not a URL; write it as http://127.0.0.1:4566`);
  }
  if (url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") {
    // Leaves out the text itself, because it may contain a password.
    throw new UserError(`endpoint ${url.origin}: remove everything but host, port and path`);
  }
  return url;
}

/** The endpoint, and the name of the function when the URL is that of an invocation. */
function splitUrl(url: URL): { readonly url: URL; readonly function?: string } {
  const [, base, name] =
    /^(.*)\/(?:2015-03-31|2021-11-15)\/functions\/([^/]+)\/(?:invocations|response-streaming-invocations)\/?$/.exec(
      url.pathname,
    ) ?? [];
  if (base === undefined || name === undefined) return { url };
  return { url: new URL(`${base}/`, url), function: decodeURIComponent(name) };
}

/** An invalid URL without everything before its last `@`, which may contain a user and a password. */
function withoutUser(text: string): string {
  return text.replace(/^([a-z][\w+.-]*:\/\/)?.*@/is, "$1***@");
}

const loopbackAddresses = new BlockList();
loopbackAddresses.addSubnet("127.0.0.0", 8, "ipv4");
loopbackAddresses.addAddress("::1", "ipv6");

/** Whether a host is this machine, under any name: `localhost.localstack.cloud` is. */
export async function isLoopback(hostname: string): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const addresses =
    isIP(host) !== 0
      ? [{ address: host, family: isIP(host) }]
      : await lookup(host, { all: true }).catch(() => {
          throw new UserError(`endpoint ${hostname}: unknown host`);
        });
  return addresses.every(({ address, family }) =>
    loopbackAddresses.check(address, family === 6 ? "ipv6" : "ipv4"),
  );
}

/**
 * The region in the host name of an AWS endpoint: `lambda.eu-west-1.amazonaws.com`, `lambda-fips.us-gov-west-1.amazonaws.com`,
 * `vpce-1-2.lambda.cn-north-1.vpce.amazonaws.com.cn`. Undefined for any other host name.
 */
export function regionOfHost(hostname: string): string | undefined {
  return /(?:^|\.)lambda(?:-fips)?\.([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
}

function partitionOf(region = ""): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/**
 * Credentials from environment variables; undefined when the id of the key or the secret is missing.
 * @param prefix of the variable names: `UNPRIVILEGED_` for the credentials of a principal that may not invoke
 */
export function environmentCredentials(
  env: NonNullable<EndpointOptions["env"]>,
  prefix = "",
): Credentials | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    "ACCESS_KEY_ID",
    "SECRET_ACCESS_KEY",
    "SESSION_TOKEN",
  ].map((name) => env[`${prefix}AWS_${name}`]);
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}

function exampleCredentials(): Credentials {
  const key = exampleKeys.find(({ mayInvoke }) => mayInvoke);
  if (key === undefined) throw new Error("the reference has no key that may invoke");
  return key.credentials;
}

/**
 * The credentials for an endpoint. The returned function looks them up at each call, because those of the AWS chain expire. On loopback
 * they are those of the environment, or else AWS's example keys.
 * @returns a function that rejects with a UserError when the AWS chain has no credentials
 */
export async function credentialsFor(
  url: URL,
  env: NonNullable<EndpointOptions["env"]>,
): Promise<() => Promise<Credentials>> {
  if (await isLoopback(url.hostname)) {
    const credentials = environmentCredentials(env) ?? exampleCredentials();
    return async () => credentials;
  }
  // Loaded late: it is large, and only remote endpoints need it.
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  const provider = defaultProvider();
  return async () => {
    try {
      const { accessKeyId, secretAccessKey, sessionToken } = await provider();
      return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    } catch (error) {
      throw new UserError(`no AWS credentials for ${url.host}: ${(error as Error).message}`);
    }
  };
}
