import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { withRuntimes } from "./with-runtimes.ts";

test("runtimes serve their functions, again after they exited, and end with the command", async () => {
  const waiting = new Map<string, ServerResponse[]>();
  const answers: string[] = [];
  const server = createServer(async (request, reply) => {
    const url = request.url ?? "";
    const [, name = "", rest = ""] = /^\/_runtime\/([^/]+)(.*)$/.exec(url) ?? [];
    if (rest.endsWith("/next")) return void waiting.set(name, [...(waiting.get(name) ?? []), reply]);
    let body = "";
    for await (const piece of request) body += piece;
    answers.push(`${name} ${body}`);
    reply.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const api = (name: string) => ({ api: `127.0.0.1:${port}/_runtime/${name}`, name, memoryMb: 128 });
  const { command, args } = withRuntimes(
    { command: process.execPath, args: ["--eval", "setTimeout(() => {}, 60_000)"] },
    [
      { ...api("one"), handler: "probe.handler", count: 2 },
      { ...api("two"), handler: "probe.durable", count: 1 },
    ],
  );
  const child = spawn(command, args, { stdio: "ignore" });
  try {
    const poll = async (name: string): Promise<ServerResponse> => {
      for (;;) {
        const reply = waiting.get(name)?.shift();
        if (reply) return reply;
        await sleep(20);
      }
    };
    const give = async (name: string, event: unknown): Promise<void> => {
      (await poll(name)).writeHead(200, { "Lambda-Runtime-Aws-Request-Id": "id" }).end(JSON.stringify(event));
    };
    const [first, second] = [await poll("one"), await poll("one")];
    for (const reply of [first, second]) {
      reply.writeHead(200, { "Lambda-Runtime-Aws-Request-Id": "id" }).end('{"$probe":{"exit":{"code":1}}}');
    }
    await give("one", { again: true });
    await give("two", {
      InitialExecutionState: { Operations: [{ ExecutionDetails: { InputPayload: "[1]" } }] },
    });
    while (answers.length < 2) await sleep(20);
    expect(answers.sort()).toEqual(['one {"again":true}', 'two {"Status":"SUCCEEDED","Result":"[1]"}']);
  } finally {
    child.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
  }
});
