import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { Injector } from "./injector.ts";
import type { Refusal } from "./refusal.ts";

const errors = new Map(loadSpecification().errors.map((spec) => [spec.code, spec]));

function struck(injector: Injector, times: number): (Refusal | undefined)[] {
  return Array.from({ length: times }, () => {
    try {
      injector.strike("Invoke");
      return undefined;
    } catch (error) {
      return error as Refusal;
    }
  });
}

test("without faults nothing fails", () => {
  expect(struck(new Injector([], errors, 1), 10).filter(Boolean)).toEqual([]);
});

test("a code without a rate always fails, with the members of its body", () => {
  const [first] = struck(new Injector(["TooManyRequestsException"], errors, 1), 1);
  expect(first).toMatchObject({
    code: "TooManyRequestsException",
    members: { Reason: "ConcurrentInvocationLimitExceeded" },
  });
  expect(struck(new Injector(["EC2UnexpectedException=1"], errors, 1), 1)[0]?.members).toHaveProperty(
    "EC2ErrorCode",
  );
});

test("an operation that does not know the error is spared", () => {
  const injector = new Injector(["ModeNotSupportedException"], errors, 1);
  expect(() => injector.strike("Invoke")).toThrow();
  expect(() => injector.strike("InvokeWithResponseStream")).not.toThrow();
});

test("a rate is a share, the same for the same seed", () => {
  const codes = (seed: number): (string | undefined)[] =>
    struck(new Injector(["ServiceException=0.25", "KMSDisabledException=.25"], errors, seed), 2000).map(
      (refusal) => refusal?.code,
    );
  const counted = codes(7);
  const share = (code: string): number => counted.filter((found) => found === code).length / counted.length;
  expect(share("ServiceException")).toBeCloseTo(0.25, 1);
  expect(share("KMSDisabledException")).toBeCloseTo(0.1875, 1);
  expect(codes(7)).toEqual(counted);
  expect(codes(8)).not.toEqual(counted);
});

test.each([
  ["Nope", 'no error is called "Nope"'],
  ["ServiceException=2", "the rate is a number from 0 to 1, as in ServiceException=0.25"],
  ["ServiceException=", "the rate is a number"],
  ["ServiceException=1=1", "the rate is a number"],
])("%s is refused in words", (text, says) => {
  expect(() => new Injector([text], errors, 0)).toThrow(says);
});
