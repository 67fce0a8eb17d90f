import { describe, expect, test } from "vitest";
import { type EndpointOptions, endpointTarget } from "./endpoint.ts";
import type { StartedTarget } from "./target.ts";

const local = "http://127.0.0.1:4566";

function start(options: Partial<EndpointOptions> = {}): Promise<StartedTarget> {
  return endpointTarget({ url: local, env: {}, ...options }).start(() => {});
}

test("what nobody declared is assumed, and told to be", async () => {
  expect(await start()).toMatchObject({
    url: new URL(local),
    function: "probe",
    region: "us-east-1",
    account: "000000000000",
    partition: "aws",
    assumed: ["region", "account", "partition"],
    signs: true,
    without: [],
  });
});

test("what is declared is not assumed", async () => {
  expect(await start({ region: "eu-west-1", account: "210987654321", function: "mine" })).toMatchObject({
    function: "mine",
    region: "eu-west-1",
    account: "210987654321",
    assumed: ["partition"],
  });
});

test.each([
  ["http://127.0.0.1:4566/2015-03-31/functions/mine/invocations", "http://127.0.0.1:4566/", "mine"],
  [
    "http://127.0.0.1:4566/base/2021-11-15/functions/a%2Db/response-streaming-invocations",
    "http://127.0.0.1:4566/base/",
    "a-b",
  ],
  ["http://127.0.0.1:4566/2015-03-31/functions", "http://127.0.0.1:4566/2015-03-31/functions", "probe"],
])("%s is the endpoint %s and the function %s", async (url, base, probe) => {
  expect(await start({ url })).toMatchObject({ url: new URL(base), function: probe });
});

test("the function that is named wins over that of the URL", async () => {
  const url = "http://127.0.0.1:4566/2015-03-31/functions/mine/invocations";
  expect(await start({ url, function: "other" })).toMatchObject({ function: "other" });
});

test.each([
  [{ AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "us-west-2" }, "eu-west-1", "aws"],
  [{ AWS_DEFAULT_REGION: "us-gov-west-1" }, "us-gov-west-1", "aws-us-gov"],
  [{ AWS_REGION: "cn-north-1" }, "cn-north-1", "aws-cn"],
])("the environment tells the region: %j", async (env, region, partition) => {
  expect(await start({ env })).toMatchObject({ region, partition, assumed: ["account", "partition"] });
});

test("the path of the URL is kept", async () => {
  expect((await start({ url: `${local}/base/path` })).url.pathname).toBe("/base/path");
});

describe("credentials", () => {
  test("of somebody who may not invoke are those of the environment under a name of their own", async () => {
    const env = { UNPRIVILEGED_AWS_ACCESS_KEY_ID: "key", UNPRIVILEGED_AWS_SECRET_ACCESS_KEY: "secret" };
    expect((await start({ env })).unprivileged).toEqual({ accessKeyId: "key", secretAccessKey: "secret" });
    expect((await start()).unprivileged).toBeUndefined();
  });

  test("on loopback are those of the environment", async () => {
    const env = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };
    expect((await start({ env })).credentials).toEqual({
      accessKeyId: "key",
      secretAccessKey: "secret",
      sessionToken: "token",
    });
  });

  test("or else AWS's own example", async () => {
    expect((await start()).credentials.accessKeyId).toBe("AKIAIOSFODNN7EXAMPLE");
    expect((await start({ env: { AWS_ACCESS_KEY_ID: "key" } })).credentials.accessKeyId).toBe(
      "AKIAIOSFODNN7EXAMPLE",
    );
  });
});

test.each(["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]:8080", "http://localhost:4566"])(
  "%s is this machine",
  async (url) => {
    await expect(start({ url })).resolves.toBeDefined();
  },
);

test.each(["http://192.0.2.1", "http://[2001:db8::1]", "http://0.0.0.0", "http://[::ffff:192.0.2.1]"])(
  "%s needs leave",
  async (url) => {
    await expect(start({ url })).rejects.toThrow(/is not this machine; add --allow-remote/);
  },
);

test.each([
  ["localhost:4566", "not a URL"],
  ["ftp://localhost", "not a URL"],
  ["", "not a URL"],
  ["http://user:secret@localhost", "remove everything but host, port and path"],
  ["http://localhost/?a=b", "remove everything but host, port and path"],
])("%j is no endpoint", (url, says) => {
  expect(() => endpointTarget({ url })).toThrow(says);
});

test("a password is not repeated", () => {
  const told = (): unknown => endpointTarget({ url: "http://user:secret@localhost" });
  expect(told).toThrow(/^endpoint http:\/\/localhost:/);
});

test("a host that does not exist is told", async () => {
  await expect(start({ url: "http://no-such-host.invalid" })).rejects.toThrow("unknown host");
});
