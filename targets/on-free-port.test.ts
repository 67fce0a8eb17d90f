import { expect, test } from "vitest";
import { UserError } from "../specs/user-error.ts";
import { onFreePort } from "./on-free-port.ts";

test.each([
  "listen EADDRINUSE: address already in use 127.0.0.1:4566",
  "[Errno 98] Address already in use",
  "Port 5000 is in use by another program.",
])("a port that another program takes meanwhile: %s", async (says) => {
  const ports: number[] = [];
  const started = onFreePort(async (port) => {
    ports.push(port);
    if (ports.length === 1) throw new UserError(`it ended before it responded: ${says}`);
    return "started";
  });
  expect(await started).toBe("started");
  expect(ports).toHaveLength(2);
});

test("any other fault is final, and so is the third taken port", async () => {
  const failing = async (says: string): Promise<number> => {
    let tries = 0;
    const started = onFreePort(async () => {
      tries++;
      throw new UserError(says);
    });
    await expect(started).rejects.toThrow(new UserError(says));
    return tries;
  };
  expect(await failing("no licence")).toBe(1);
  expect(await failing("EADDRINUSE")).toBe(3);
});
