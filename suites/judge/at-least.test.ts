import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { atLeast } from "./at-least.ts";

const validate = new Ajv2020({ keywords: [atLeast] }).compile({
  properties: { billed: { atLeast: "/duration" } },
  required: ["billed"],
});

test.each([
  [{ billed: 2, duration: 1.2 }, true],
  [{ billed: 2, duration: 2 }, true],
  [{ billed: 1, duration: 1.2 }, false],
  [{ billed: 1 }, false],
  [{ billed: "2", duration: 1 }, false],
  [{ billed: 2, duration: "1" }, false],
])("%j: %j", (value, fits) => {
  expect(validate(value)).toBe(fits);
});
