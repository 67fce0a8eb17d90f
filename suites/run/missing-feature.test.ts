import { expect, test } from "vitest";
import { missingWords } from "./missing-feature.ts";

test("a feature that is lacking is told by its name, and credentials by where they are looked for", () => {
  expect(missingWords("streaming", "target")).toBe("the target does not support streaming");
  expect(missingWords("client-retries", "client")).toBe("the client does not support client-retries");
  expect(missingWords("unprivileged", "target")).toContain("UNPRIVILEGED_AWS_ACCESS_KEY_ID");
});
