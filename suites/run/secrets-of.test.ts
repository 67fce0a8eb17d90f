import { expect, test } from "vitest";
import { secretsOf } from "./secrets-of.ts";

const credentials = { accessKeyId: "id", secretAccessKey: "key" };

test("credentials and what a user adds to every request are secrets", () => {
  expect(secretsOf({ credentials })).toEqual(["id", "key"]);
  const unprivileged = { accessKeyId: "id2", secretAccessKey: "key2", sessionToken: "token2" };
  expect(secretsOf({ credentials, unprivileged }, [["x-any", "value"]])).toEqual([
    "id",
    "key",
    "id2",
    "key2",
    "token2",
    "value",
  ]);
});
