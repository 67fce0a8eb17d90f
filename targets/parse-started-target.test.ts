import { describe, expect, test } from "vitest";
import { loadSpecification } from "../specs/load-specification.ts";
import { UserError } from "../specs/user-error.ts";
import { parseStartedTarget } from "./parse-started-target.ts";

const { fixtures } = loadSpecification();
const parse = (value: unknown): unknown => parseStartedTarget(value, "target mine", fixtures);

const SOUND = {
  url: new URL("http://127.0.0.1:4566/base"),
  function: "probe",
  region: "us-east-1",
  account: "000000000000",
  partition: "aws",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  without: ["alias"],
  signs: false,
  stop: async () => {},
};

test("what is as it must be is taken, without what nobody asked for", () => {
  const parsed = parse({ ...SOUND, version: "1.2", child: {} });
  expect(parsed).toEqual({ ...SOUND, version: "1.2", stop: expect.any(Function) });
});

test("methods of a class stay with their object", async () => {
  class Mine {
    readonly #told: string[] = [];
    readonly told = this.#told;
    async restart(): Promise<void> {
      this.#told.push("restart");
    }
    async stop(): Promise<void> {
      this.#told.push("stop");
    }
  }
  const mine = Object.assign(new Mine(), { ...SOUND, stop: Mine.prototype.stop });
  const parsed = parseStartedTarget(mine, "target mine", fixtures);
  await parsed.restart?.();
  await parsed.stop();
  expect(mine.told).toEqual(["restart", "stop"]);
});

describe("what is not is told with the member and what it must be", () => {
  test.each<[string, unknown, string]>([
    ["nothing", undefined, 'its "start" returns nothing; it must return an object with "url", "stop"'],
    ["null", null, 'its "start" returns null; it must return an object'],
    [
      "a URL alone",
      "http://127.0.0.1:1",
      'its "start" returns "http://127.0.0.1:1"; it must return an object',
    ],
  ])("%s", (_, value, says) => {
    expect(() => parse(value)).toThrow(says);
  });

  const keys = { accessKeyId: "a", secretAccessKey: "b" };
  const url =
    'it must be a URL object with a host, a port and perhaps a path: new URL("http://127.0.0.1:4566")';
  test.each<[object, string]>([
    [{ url: undefined }, `"url" is missing; ${url}`],
    [{ url: "http://127.0.0.1:1" }, `"url" is a text; ${url}`],
    [{ url: new URL("ftp://127.0.0.1") }, `"url" is an object; ${url}`],
    [{ url: new URL("http://a:secret@127.0.0.1") }, `"url" is an object; ${url}`],
    [{ function: undefined }, '"function" is missing; it must be the name of the probe there, like "probe"'],
    [{ function: "" }, '"function" is ""; it must be the name of the probe there, like "probe"'],
    [{ region: null }, '"region" is null; it must be a text, like "us-east-1"'],
    [{ account: "12345" }, '"account" is "12345"; it must be a text of twelve digits, like "000000000000"'],
    [{ account: 123456789012 }, '"account" is 123456789012; it must be a text of twelve digits'],
    [{ version: 2 }, '"version" is 2; it must be a text, like "1.2.3"'],
    [{ credentials: undefined }, '"credentials" is missing; it must be an object with "accessKeyId" and'],
    [{ credentials: { accessKeyId: "a" } }, '"credentials": "secretAccessKey" is missing; it must be a text'],
    [{ credentials: { ...keys, secretAccessKey: 12 } }, '"credentials": "secretAccessKey" is a number;'],
    [{ unprivileged: { ...keys, sessionToken: "" } }, '"unprivileged": "sessionToken" is a text; it must be'],
    [{ without: undefined }, '"without" is missing; it must be a list of features that it does not have'],
    [{ without: "alias" }, '"without" is "alias"; it must be a list of features'],
    [
      { without: ["dead_letter"] },
      '"without": dead_letter: there is no such feature; did you mean dead-letter?',
    ],
    [{ without: ["colour"] }, '"without": colour: there is no such feature; use one of probe, version,'],
    [{ assumed: ["country"] }, '"assumed" is a list; it must be a list out of region, account, partition'],
    [{ signs: "yes" }, '"signs" is "yes"; it must be true or false: whether requests are to be signed'],
    [{ restart: true }, '"restart" is true; it must be a function'],
    [{ stop: undefined }, '"stop" is missing; it must be a function'],
    [{ restrat: () => {} }, 'it has no member "restrat"; did you mean "restart"?'],
    [{ stop: undefined, stopp: () => {} }, 'it has no member "stopp"; did you mean "stop"?'],
  ])("%o", (wrong, says) => {
    expect(() => parse({ ...SOUND, ...wrong })).toThrow(UserError);
    expect(() => parse({ ...SOUND, ...wrong })).toThrow(`target mine: what its "start" returns: ${says}`);
  });

  test("a getter that throws", () => {
    const value = Object.defineProperty({ ...SOUND }, "region", {
      get() {
        throw new Error("not yet");
      },
    });
    expect(() => parse(value)).toThrow('"region" cannot be read: not yet');
  });

  test("state of its own that is only nearly of the name of a member is left alone", () => {
    expect(() => parse({ ...SOUND, restarts: 0, versions: ["1"] })).not.toThrow();
  });
});
