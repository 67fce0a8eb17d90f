import { describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { createReference } from "../targets/reference/reference.ts";
import { errorView } from "./view/error-view.ts";

const functions = { Invoke: "probe", InvokeWithResponseStream: "probe-stream" } as const;

describe.each(["2023-11-16", undefined])("every error/status pair of edition %s", (edition) => {
  const specification = loadSpecification(edition === undefined ? {} : { edition });
  const pairs = specification.errors.flatMap((spec) =>
    spec.operations.map((operation) => [operation, spec.code, spec.status, spec] as const),
  );

  test.each(pairs)("%s %s %i is answered when it is injected", async (name, code, status, spec) => {
    const reference = createReference({ specification, inject: [code] });
    const operation = specification.operations[name];
    const { body, ...reply } = await reference.handle({
      method: operation.method,
      target: operation.path.replace("{FunctionName}", functions[name]),
      headers: [],
      body: Buffer.from("{}"),
    });
    await reference.close();
    if (!(body instanceof Uint8Array)) throw new Error("an error is not streamed");
    const json: unknown = JSON.parse(Buffer.from(body).toString());
    const seen = errorView({ ...reply, body, chunks: [], headAt: 0, endAt: 0 }, json, name, specification);
    expect(reply.status).toBe(status);
    expect(seen).toMatchObject({ code, inHeader: true, known: true, status });
    expect(seen.messageMember).toBe(spec.message ?? "message");
    for (const { name: member, header, enum: values } of spec.members ?? []) {
      if (header !== undefined) continue;
      expect(values ?? [seen.members?.[member]]).toContain(seen.members?.[member]);
      expect(seen.members).toHaveProperty(member);
    }
  });

  test("are as many as the operations have", () => {
    const modelled = (name: keyof typeof functions): number =>
      specification.errors.filter((spec) => spec.kind === "modelled" && spec.operations.includes(name))
        .length;
    expect([modelled("Invoke"), modelled("InvokeWithResponseStream")]).toEqual(
      edition === undefined ? [45, 42] : [30, 30],
    );
  });
});
