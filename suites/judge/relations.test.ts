import { expect, test } from "vitest";
import { relationKeywords } from "../../specs/relation-keywords.ts";
import { relations } from "./oracle.ts";

test("the relations that an expectation may use are those that the oracle knows", () => {
  expect(relations.map(({ keyword }) => keyword)).toEqual(relationKeywords);
});
