import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { HostileEndpoint } from "./endpoints.ts";

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves a hostile endpoint on a loopback port. It parses requests only as far as needed to separate them. */
export async function serveHostile({ answer, connected }: HostileEndpoint): Promise<Served> {
  const open = new Set<Socket>();
  let count = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
    connected?.(socket);
    let pending = "";
    socket.on("data", (bytes) => {
      if (answer === undefined) return;
      pending += bytes.toString("latin1");
      for (let end = endOf(pending); end !== undefined; end = endOf(pending)) {
        const [head = "", ...body] = pending.slice(0, end).split("\r\n\r\n");
        pending = pending.slice(end);
        answer(socket, { head, body: body.join("\r\n\r\n") }, count++);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function endOf(text: string): number | undefined {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  if (/\r\ntransfer-encoding: *chunked/i.test(text.slice(0, head + 2))) {
    const end = text.indexOf("0\r\n\r\n", head + 4);
    return end < 0 ? undefined : end + 5;
  }
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(text.slice(0, head + 2))?.[1] ?? 0);
  return text.length >= head + 4 + length ? head + 4 + length : undefined;
}
