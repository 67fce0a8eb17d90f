import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { createHarFile } from "./har-file.ts";

test.runIf(existsSync("/dev/full"))("a disk that is full from the beginning is told in one line", () => {
  expect(() => createHarFile("/dev/full", { name: "a", version: "1", _specs: "" })).toThrow(
    "/dev/full: cannot be written (ENOSPC)",
  );
});
