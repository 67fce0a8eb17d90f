import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { UserError } from "../../specs/user-error.ts";
import type { Client } from "./client.ts";
import { createClientDriver } from "./client-driver.ts";

const specification = loadSpecification();

test.each([
  ["client-atempts", "there is no such feature; did you mean client-attempts?"],
  ["streaming", "there is no such feature; use one of client-attempts, "],
])("a hello with the feature %s is told, and the client closed", async (feature, says) => {
  let closed = 0;
  const client: Client = {
    name: "mine",
    start: async () => ({
      hello: { driver: "d", version: "1", operations: ["Invoke"], features: ["client-timeout", feature] },
      call: () => Promise.reject(new Error("it is not called")),
      close: async () => void closed++,
    }),
  };
  const driver = createClientDriver({ client, specification, lanes: 1, timeoutMs: 100 });
  await expect(driver).rejects.toThrow(UserError);
  await expect(driver).rejects.toThrow(
    `client mine: the hello of its driver: "features": ${feature}: ${says}`,
  );
  expect(closed).toBe(1);
});

test.each([
  ["whose time was over before it sent anything is made again", 1, 2, 1],
  ["that never sends anything is made three times", 9, 3, 0],
])("a call with a time limit %s", async (_, slow, made, arrived) => {
  const keys: string[] = [];
  const client: Client = {
    name: "slow",
    start: async () => ({
      hello: { driver: "d", version: "1", operations: ["Invoke"], features: ["client-timeout"] },
      async call({ endpoint, credentials: { accessKeyId } }) {
        keys.push(accessKeyId);
        if (keys.length > slow) {
          const headers = { authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/x` };
          await fetch(endpoint, { method: "POST", headers });
        }
        return { error: { name: "Timeout", message: "its time is over", sent: keys.length > slow } };
      },
      close: async () => {},
    }),
  };
  const driver = await createClientDriver({ client, specification, lanes: 1, timeoutMs: 100 });
  try {
    const [call] = (
      await driver.perform(
        [
          {
            do: "invoke",
            operation: "Invoke",
            input: { FunctionName: "{function}" },
            replies: [{ status: 500 }],
            client: { timeoutMs: 100 },
          },
        ],
        "nonce",
      )
    ).calls;
    expect(new Set(keys).size).toBe(made);
    expect(call?.exchanges).toHaveLength(arrived);
  } finally {
    await driver.close();
  }
});
