import { expect, test } from "vitest";
import { reportedBody } from "./reported-body.ts";

test("a body of which only the beginning was kept is told with its whole size", () => {
  expect(reportedBody(Buffer.from("abcdef"), 4, 100)).toEqual({
    bytes: 106,
    text: "abcd",
    cut: "the first 4 of 106 bytes are shown",
  });
  expect(reportedBody(Buffer.from("ab"), 4, 3)).toMatchObject({
    bytes: 5,
    cut: "the first 2 of 5 bytes are shown",
  });
});
