import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Emulator, emulatorTarget } from "./emulator-target.ts";

/** Answers with its process id, and with what it finds in its folder and environment. */
const server = `
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
createServer((request, reply) => reply.end(JSON.stringify({
  pid: process.pid, file: readFileSync("file", "utf8"), home: process.env.HOME, secret: process.env.AWS_SECRET_ACCESS_KEY, own: process.env.OWN,
}))).listen(Number(process.argv[1]), "127.0.0.1");
`;

const folders = (name: string): string[] =>
  readdirSync(tmpdir()).filter((entry) => entry.startsWith(`${name}-`));

function emulator(name: string, more: Partial<Emulator> = {}): Emulator {
  return {
    name,
    version: "1.2",
    install: async () => "installed",
    put: ({ home, installed }) => writeFileSync(join(home, "file"), installed),
    command: ({ port }) => ({
      command: process.execPath,
      args: ["--eval", server, "--", String(port)],
      env: { OWN: "yes" },
    }),
    function: "function",
    region: "eu-west-1",
    account: "012345678912",
    root: { accessKeyId: "root", secretAccessKey: "secret" },
    without: ["logs"],
    signs: false,
    deviations: [],
    ...more,
  };
}

const said = async (url: URL): Promise<Record<string, unknown>> => (await fetch(url)).json();

test("starts it in a folder of its own, again after it died, and leaves nothing behind", async () => {
  const target = emulatorTarget(
    emulator("emulator-a", { concurrency: 2, executes: false, bestCoverage: 0.2 }),
  );
  expect(target).toMatchObject({ name: "emulator-a", concurrency: 2, executes: false, bestCoverage: 0.2 });
  const told: string[] = [];
  const started = await target.start((says) => told.push(says));
  try {
    expect(told).toEqual([`starting emulator-a 1.2 on ${started.url.origin}`]);
    expect(started).toMatchObject({
      version: "1.2",
      function: "function",
      region: "eu-west-1",
      account: "012345678912",
      credentials: { accessKeyId: "root", secretAccessKey: "secret" },
      without: ["logs"],
      signs: false,
    });
    expect(started.url.hostname).toBe("127.0.0.1");
    const first = await said(started.url);
    const [folder] = folders("emulator-a");
    expect(first).toMatchObject({ file: "installed", own: "yes", home: join(tmpdir(), folder ?? "") });
    expect(first).not.toHaveProperty("secret");

    process.kill(Number(first["pid"]), "SIGKILL");
    await started.restart?.();
    const second = await said(started.url);
    expect(second["pid"]).not.toBe(first["pid"]);
  } finally {
    await started.stop();
  }
  await expect(said(started.url)).rejects.toThrow();
  expect(folders("emulator-a")).toEqual([]);
});

test("who calls it is made anew at each start", async () => {
  let starts = 0;
  const target = emulatorTarget(
    emulator("emulator-b", {
      principals: async ({ credentials }) => {
        expect(credentials.accessKeyId).toBe("root");
        starts += 1;
        return {
          credentials: { accessKeyId: `may-${starts}`, secretAccessKey: "s" },
          unprivileged: { accessKeyId: `not-${starts}`, secretAccessKey: "s" },
        };
      },
    }),
  );
  const started = await target.start(() => {});
  try {
    const { credentials, unprivileged } = started;
    expect([credentials.accessKeyId, unprivileged?.accessKeyId]).toEqual(["may-1", "not-1"]);
    await started.restart?.();
    expect([credentials.accessKeyId, unprivileged?.accessKeyId]).toEqual(["may-2", "not-2"]);
  } finally {
    await started.stop();
  }
});

test("one that ends at once is told with what it wrote, and leaves nothing behind", async () => {
  const target = emulatorTarget(
    emulator("emulator-c", {
      command: () => ({ command: process.execPath, args: ["--eval", "console.error('no licence')"] }),
    }),
  );
  await expect(target.start(() => {})).rejects.toThrow(/emulator-c ended before it responded: .*no licence/);
  expect(folders("emulator-c")).toEqual([]);
});

test("one whose principals cannot be made does not go on running", async () => {
  let at = new URL("http://127.0.0.1/");
  const target = emulatorTarget(
    emulator("emulator-d", {
      principals: async ({ url }) => {
        at = url;
        throw new Error("no IAM here");
      },
    }),
  );
  await expect(target.start(() => {})).rejects.toThrow("no IAM here");
  await expect(fetch(at)).rejects.toThrow();
  expect(existsSync(join(tmpdir(), "emulator-d"))).toBe(false);
  expect(folders("emulator-d")).toEqual([]);
});
