import fc from "fast-check";
import { brokenReplies, replies } from "lambda-conformance/generators";
import { expect, test } from "vitest";
import { readReply } from "./read-reply.js";

test("whatever Lambda replies is read as it is meant", () => {
  fc.assert(
    fc.property(replies("Invoke"), (reply) => {
      const { expected } = reply;
      if (expected.kind === "error") {
        expect(() => readReply(reply)).toThrow(
          expect.objectContaining({ name: expected.code, message: expected.message }),
        );
        return;
      }
      const { payload, version, functionError } = readReply(reply);
      expect(Buffer.compare(payload, expected.payload)).toBe(0);
      expect(version).toBe(expected.outputs.ExecutedVersion);
      expect(functionError).toBe(expected.outputs.FunctionError);
    }),
  );
});

test("a reply that was cut is no result", () => {
  fc.assert(
    fc.property(brokenReplies("Invoke"), (reply) => {
      expect(() => readReply(reply), reply.why).toThrow("the body is not whole");
    }),
  );
});
