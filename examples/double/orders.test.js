import { createReference, openHttpDoor, streamifyResponse } from "lambda-conformance";
import { lambdaHandlers } from "lambda-conformance/msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

// What a client needs in any case.
process.env.AWS_REGION = "us-east-1";
process.env.AWS_ACCESS_KEY_ID = "AKIAIOSFODNN7EXAMPLE";
process.env.AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

const order = { items: [{ price: 100, count: 2 }] };

describe("functions in this process", () => {
  const price = vi.fn();
  const reference = createReference({
    functions: {
      price: { handler: (event, context) => price(event, context), versions: [1], aliases: { live: 1 } },
      invoice: {
        handler: streamifyResponse(async (event, stream) => {
          for (const { price, count } of event.items) stream.write(`${count} x ${price}\n`);
          stream.end("thank you\n");
        }),
      },
    },
  });
  const server = setupServer(...lambdaHandlers(reference));
  let orders;
  beforeAll(async () => {
    server.listen();
    orders = await import("./orders.js");
  });
  afterEach(() => {
    price.mockReset();
  });
  afterAll(async () => {
    server.close();
    await reference.close();
  });

  test("an order has its price", async () => {
    price.mockReturnValue({ total: 238 });
    expect(await orders.priceOf(order)).toBe(238);
    const [event, context] = price.mock.calls[0];
    expect(event).toEqual(order);
    expect(context.functionVersion).toBe("1");
  });

  test("what the function throws is told", async () => {
    price.mockImplementation(() => {
      throw new Error("out of prices");
    });
    await expect(orders.priceOf(order)).rejects.toThrow("price: out of prices");
  });

  test("an invoice comes line by line", async () => {
    const pieces = [];
    for await (const piece of orders.invoiceOf(order)) pieces.push(piece);
    expect(pieces).toEqual(["2 x 100\n", "thank you\n"]);
  });
});

describe("the code of the function itself, behind HTTP", () => {
  let reference;
  let door;
  let orders;
  const log = [];
  beforeEach(async () => {
    reference = createReference({
      folder: import.meta.dirname,
      functions: {
        price: {
          handler: "./price.mjs#handler",
          environment: { TAX: "0.19" },
          versions: [1],
          aliases: { live: 1 },
        },
      },
      log: (text) => log.push(text),
    });
    door = await openHttpDoor(reference);
    process.env.AWS_ENDPOINT_URL_LAMBDA = door.url.href;
    vi.resetModules();
    orders = await import("./orders.js");
  });
  afterEach(async () => {
    await door.close();
    await reference.close();
  });

  test("it prices, and refuses", async () => {
    expect(await orders.priceOf(order)).toBe(238);
    expect(log.join("")).toContain("pricing 1 items");
    const refused = { items: [{ price: -1, count: 1 }] };
    await expect(orders.priceOf(refused)).rejects.toThrow("price: an order is never below 0");
  });
});
