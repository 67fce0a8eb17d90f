import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { type HttpDoor, openHttpDoor } from "../targets/reference/http-door.ts";
import { createReference, type Reference } from "../targets/reference/reference.ts";
import { createRandom } from "./fuzz/random.ts";
import { createReaders } from "./fuzz/readers.ts";
import { type Came, sendMutated } from "./fuzz/requests.ts";

/** How many mutated texts and requests to try. `npm run fuzz` tries many more. */
const READINGS = 150;
const REQUESTS = 300;

const { readers, close } = await createReaders();
afterAll(close);

describe("what strangers wrote, mutated", () => {
  test.each(readers)("$name", ({ read }) => {
    for (let seed = 0; seed < READINGS; seed++) {
      expect(() => read(createRandom(seed)), `seed ${seed}`).not.toThrow();
    }
  });
});

describe("mutated requests", () => {
  let reference: Reference;
  let door: HttpDoor;
  beforeAll(async () => {
    reference = createReference({ specification: loadSpecification() });
    door = await openHttpDoor(reference);
  });
  afterAll(async () => {
    await door.close();
    await reference.close();
  });

  test("are answered, refused or waited for, and never with a fault of ours", async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): void => void warnings.push(warning);
    process.on("warning", hear);
    const came: Came[] = [];
    const port = Number(door.url.port);
    for (let seed = 0; seed < REQUESTS; seed += 10) {
      const ten = Array.from({ length: 10 }, (_, index) => sendMutated(port, createRandom(seed + index)));
      came.push(...(await Promise.all(ten)));
    }
    expect(came.filter((status) => typeof status === "number" && status >= 500)).toEqual([]);
    expect(came).toEqual(expect.arrayContaining([200, 400]));
    const sound = await fetch(new URL("/2015-03-31/functions/probe/invocations", door.url), {
      method: "POST",
      body: "1",
    });
    expect(await sound.text()).toBe("1");
    process.off("warning", hear);
    expect(warnings).toEqual([]);
  });
});
