import { afterEach, expect, test } from "vitest";
import { UserError } from "../../specs/user-error.ts";
import { type ClientCall, ClientFault, type StartedClient } from "./client.ts";
import { type ProcessClientOptions, processClient } from "./process-client.ts";

const SELF = { driver: "d", version: "1", operations: ["Invoke"], features: [] };
/** A way to start a driver that writes one line. */
function saying(line: unknown): readonly [readonly [string, ...string[]]] {
  return [[process.execPath, "--eval", `console.log(${JSON.stringify(JSON.stringify(line))})`]];
}

const HELLO = `console.log(JSON.stringify({ hello: ${JSON.stringify(SELF)} }));`;
/** The code of a driver that says hello and reads calls. `answer` is the code that it runs for each call. */
const hearing = (answer: string): string => `${HELLO}
let calls = 0;
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { call } = JSON.parse(line);
  const result = (more) => console.log(JSON.stringify({ result: { id: call.id, ...more } }));
  calls++;
  ${answer}
});`;

const CALL: ClientCall = {
  id: "1",
  operation: "Invoke",
  endpoint: "http://127.0.0.1:1",
  region: "us-east-1",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  input: { FunctionName: "f" },
  maxAttempts: 1,
  timeoutMs: 100,
};

const started: StartedClient[] = [];
afterEach(() => Promise.all(started.splice(0).map((client) => client.close())));

async function start(program: string, more: Partial<ProcessClientOptions> = {}): Promise<StartedClient> {
  const client = await processClient({
    name: "mine",
    commands: [[process.execPath, "--eval", program]],
    folder: import.meta.dirname,
    graceMs: 300,
    ...more,
  }).start();
  started.push(client);
  return client;
}

test("a driver answers calls, and keeps what it was", async () => {
  const client = await start(hearing(`result({ output: { StatusCode: 200 + calls } });`));
  expect(client.hello).toMatchObject({ driver: "d", operations: ["Invoke"] });
  expect(await client.call(CALL)).toEqual({ output: { StatusCode: 201 } });
  expect(await client.call({ ...CALL, id: "2" })).toEqual({ output: { StatusCode: 202 } });
});

test.each([
  ["dies", `console.error("no memory"); process.exit(3);`, /it exited: no memory/],
  ["hangs", `console.error("waiting"); setInterval(() => {}, 1000);`, /gave no result within .*: waiting/],
  ["never rests", `for (;;);`, /gave no result within/],
  ["writes rubbish", `console.log("hello there");`, /not JSON: "hello there"/],
  [
    "writes a result that is nested deep",
    `console.log('{"result":{"id":"1","output":' + "[".repeat(1e5) + "]".repeat(1e5) + "}}");`,
    /nested 100002 levels deep; at most 500/,
  ],
  [
    "writes half a line",
    `process.stdout.write('{"result":', () => process.exit());`,
    /in the middle of a line/,
  ],
  [
    "answers another call",
    `console.log('{"result":{"id":"9","output":{}}}');`,
    /the result of call 9 for call 1/,
  ],
  ["says hello again", HELLO, /a second hello instead of a result/],
  [
    "leaves out what an error has",
    `result({ error: { name: "x" } });`,
    /does not follow the protocol: \/result\/error: the member "message" is missing/,
  ],
  [
    "gives a status as text",
    `result({ output: { StatusCode: "200" } });`,
    /\/result\/output\/StatusCode: must be/,
  ],
  [
    "gives neither output nor error",
    `result({});`,
    /\/result: one of the members "output", "error", "unsettled" is required/,
  ],
  [
    "gives a payload as it is",
    `result({ output: { Payload: '{"a":1}' } });`,
    /\/output\/Payload: must match pattern/,
  ],
  ["writes a number", `console.log(5);`, /does not follow the protocol: \/: must be an object/],
])("a driver that %s is told with its words, and started again", async (_, fault, says) => {
  const client = await start(
    hearing(`if (call.input.FunctionName === "f") { ${fault} } else result({ output: {} });`),
  );
  const failed = client.call(CALL);
  await expect(failed).rejects.toThrow(ClientFault);
  await expect(failed).rejects.toThrow(says);
  expect(await client.call({ ...CALL, id: "2", input: { FunctionName: "g" } })).toEqual({ output: {} });
});

test("a driver that has answered none of eight calls is not waited for any more", async () => {
  const client = await start(hearing(`console.error("waiting"); setInterval(() => {}, 1000);`), {
    graceMs: 1,
  });
  for (let made = 0; made < 8; made++) await expect(client.call(CALL)).rejects.toThrow(/gave no result/);
  const began = performance.now();
  for (let made = 0; made < 20; made++) await expect(client.call(CALL)).rejects.toThrow(/gave no result/);
  expect(performance.now() - began).toBeLessThan(100);
});

test("a client that never settles is what its driver says of it", async () => {
  const client = await start(hearing(`result({ unsettled: true });`));
  expect(await client.call(CALL)).toEqual({ unsettled: true });
});

test.each([
  ["is not there", [["/nowhere/driver"]], /ENOENT/],
  [
    "ends at once",
    [[process.execPath, "--eval", `console.error("no boto3"); process.exit(1)`]],
    /it exited: no boto3/,
  ],
  ["says nothing of itself", saying({ result: { id: "1", output: {} } }), /not a hello/],
  ["says null", saying(null), /not a hello/],
  [
    "has no version",
    saying({ hello: { ...SELF, version: undefined } }),
    /\/hello: the member "version" is missing/,
  ],
  [
    "has a number as version",
    saying({ hello: { ...SELF, version: 2 } }),
    /\/hello\/version: must be a string/,
  ],
  [
    "has an operation that is none",
    saying({ hello: { ...SELF, operations: ["InvokeAsync"] } }),
    /\/hello\/operations\/0: must be one of Invoke, InvokeWithResponseStream, not "InvokeAsync"/,
  ],
  [
    "has no operation",
    saying({ hello: { ...SELF, operations: [] } }),
    /\/hello\/operations: must NOT have fewer/,
  ],
  [
    "has features as text",
    saying({ hello: { ...SELF, features: "x" } }),
    /\/hello\/features: must be an array/,
  ],
  ["has a member too many", saying({ hello: { ...SELF, feature: [] } }), /\/hello: unknown member "feature"/],
] as const)("a client whose driver %s is a fault of the user's", async (_, commands, says) => {
  const client = start("", { commands, needs: "boto3: pip install boto3" });
  await expect(client).rejects.toThrow(UserError);
  await expect(client).rejects.toThrow(says);
  await expect(client).rejects.toThrow("needs boto3: pip install boto3 (its driver failed: ");
});

test("of several ways to start it the first that works is taken", async () => {
  const works = [process.execPath, "--eval", hearing(`result({ output: {} });`)] as const;
  const client = await start("", { commands: [["/nowhere/driver"], works] });
  expect(await client.call(CALL)).toEqual({ output: {} });
});

test("a driver is told nothing of ours: neither credentials nor proxies", async () => {
  process.env["AWS_PROFILE"] = "mine";
  process.env["HTTPS_PROXY"] = "http://127.0.0.1:1";
  try {
    const seen = await (await start(hearing(`result({ output: process.env });`))).call(CALL);
    expect(seen.output).toMatchObject({ AWS_EC2_METADATA_DISABLED: "true", AWS_CONFIG_FILE: "/dev/null" });
    expect(Object.keys(seen.output ?? {})).not.toContain("AWS_PROFILE");
    expect(Object.keys(seen.output ?? {})).not.toContain("HTTPS_PROXY");
  } finally {
    delete process.env["AWS_PROFILE"];
    delete process.env["HTTPS_PROXY"];
  }
});
