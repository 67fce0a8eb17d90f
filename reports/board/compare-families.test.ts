import { expect, test } from "vitest";
import { compareFamilies } from "./compare-families.ts";

test("families of one operation stand together, Invoke before InvokeWithResponseStream", () => {
  const families = ["invoke-with-response-stream/content", "invoke/status", "client/retry", "invoke/log"];
  expect(families.sort(compareFamilies)).toEqual([
    "client/retry",
    "invoke/log",
    "invoke/status",
    "invoke-with-response-stream/content",
  ]);
});
