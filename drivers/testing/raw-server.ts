import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A TCP server that keeps each request byte for byte, and answers with any bytes that a test needs. */
export interface RawServer {
  readonly url: URL;
  /** Complete requests as latin-1, in order of arrival. */
  readonly requests: readonly string[];
  /** The number of connections that were opened; `open` is the number of those that are still open. */
  readonly opened: number;
  readonly open: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** @param answer called once for each complete request; `index` counts them over all connections */
export async function startRawServer(
  answer: (socket: Socket, request: string, index: number) => unknown,
): Promise<RawServer> {
  const requests: string[] = [];
  const open = new Set<Socket>();
  let opened = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    opened++;
    open.add(socket);
    let pending = "";
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    socket.on("data", (bytes) => {
      pending += bytes.toString("latin1");
      for (let end = endOfRequest(pending); end !== undefined; end = endOfRequest(pending)) {
        const request = pending.slice(0, end);
        pending = pending.slice(end);
        requests.push(request);
        answer(socket, request, requests.length - 1);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    requests,
    open,
    get opened() {
      return opened;
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function endOfRequest(bytes: string): number | undefined {
  const head = bytes.indexOf("\r\n\r\n");
  if (head < 0) return undefined;
  if (/\r\ntransfer-encoding: *chunked/i.test(bytes.slice(0, head + 2))) {
    const end = bytes.indexOf("\r\n0\r\n\r\n", head);
    if (end >= 0) return end + 7;
    return bytes.startsWith("0\r\n\r\n", head + 4) ? head + 9 : undefined;
  }
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(bytes.slice(0, head))?.[1] ?? 0);
  return bytes.length >= head + 4 + length ? head + 4 + length : undefined;
}
