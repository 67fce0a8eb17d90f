import fc from "fast-check";
import { members, nearMisses } from "lambda-conformance/generators";
import { expect, test } from "vitest";
import { isQualifier } from "./check-qualifier.js";

test("every sound qualifier is taken", () => {
  fc.assert(
    fc.property(members("Invoke", "Qualifier"), ({ value, why }) => {
      expect(isQualifier(value), why).toBe(true);
    }),
  );
});

test("no near miss is", () => {
  fc.assert(
    fc.property(nearMisses("Invoke", "Qualifier"), ({ value, why }) => {
      expect(isQualifier(value), why).toBe(false);
    }),
  );
});
