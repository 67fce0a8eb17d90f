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
