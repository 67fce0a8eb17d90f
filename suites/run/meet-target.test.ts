import { expect, test } from "vitest";
import { loadSpecification } from "../../specs/load-specification.ts";
import { UserError } from "../../specs/user-error.ts";
import { handlerTarget } from "../../targets/handler-target.ts";
import type { RawReply } from "../../wire/raw-reply.ts";
import { collectRun } from "./collect-run.ts";

const specification = loadSpecification();
const encoder = new TextEncoder();

/** A body that comes byte by byte and never ends. */
async function* dripping(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield encoder.encode(" ");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const never = new Promise<RawReply>(() => {});
const refusal: RawReply = {
  status: 404,
  headers: [["x-amzn-ErrorType", "ResourceNotFoundException"]],
  body: encoder.encode('{"Message":"Function not found"}'),
};

const judged = (handle: (target: string) => Promise<RawReply>): ReturnType<typeof collectRun> =>
  collectRun({
    specification,
    target: handlerTarget("hostile", () => ({ handle: ({ target }) => handle(target) })),
    only: ["invoke/existence/unknown-function"],
    tool: { name: "lambda-conformance", version: "test" },
    cases: 1,
    seed: 1,
    concurrency: 4,
    timeoutMs: 50,
    revival: { lingerMs: 10, comebackMs: 10 },
  });

test.each([
  ["is silent", () => never, "no reply within 50 ms"],
  ["drips", async () => ({ status: 200, headers: [], body: dripping() }), "200, not complete after "],
])(
  "an endpoint that %s whatever it is asked is told once, and nothing is judged",
  async (_, handle, says) => {
    const run = judged(handle);
    await expect(run).rejects.toThrow(UserError);
    await expect(run).rejects.toThrow(
      /^nothing that can be tested responds at .*: none of 4 calls got a complete response: /,
    );
    await expect(run).rejects.toThrow(says);
  },
);

test("an endpoint that loses its functions and refuses other calls is judged by these", async () => {
  const { header } = await judged((target) =>
    target.includes("no%20name") ? Promise.resolve(refusal) : never,
  );
  expect(header.subject.probe).toMatchObject({ found: false });
});
