import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import { expectList } from "../scripts/testing/expect-current.ts";

test("each file of by-hand/ is in its list", () => {
  const list = readFileSync(join(import.meta.dirname, "by-hand.ts"), "utf8");
  expectList(
    "files in by-hand.ts",
    [...list.matchAll(/from "\.\/by-hand\/(.*)"/g)].map(([, file]) => file ?? ""),
    readdirSync(join(import.meta.dirname, "by-hand")),
    "edit mutants/by-hand.ts",
  );
});
