import { createInterface } from "node:readline";
import type { ClientOutcome } from "../observation.ts";
import type { ClientCall, Hello } from "./client.ts";

/** The main loop of a driver that runs in Node.js. It says hello, then answers each call, one at a time, until its input ends. */
export async function speakProtocol(
  hello: Hello,
  perform: (call: ClientCall) => Promise<ClientOutcome>,
): Promise<void> {
  const write = (line: unknown): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);
  write({ hello });
  for await (const line of createInterface({ input: process.stdin })) {
    const { call } = JSON.parse(line) as { call: ClientCall };
    write({ result: { id: call.id, ...(await perform(call)) } });
  }
}
