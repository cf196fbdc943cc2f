import { connect, createServer, type Socket } from "node:net";

/** A wire between a pool and its server that can be cut. */
export type Wire = {
  /** The address of a server, as seen through the wire. */
  through(url: string): string;
  /** Resets every connection (TCP RST), as when a host fails over. */
  reset(): void;
  /** From now on the server's replies are lost on the way, while what is sent to it arrives. */
  loseReplies(): void;
  close(): Promise<void>;
};

export async function startProxy(serverUrl: string): Promise<Wire> {
  const target = new URL(serverUrl);
  const clients = new Set<Socket>();
  let deaf = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    clients.add(client);
    client.on("data", (bytes) => upstream.write(bytes));
    upstream.on("data", (bytes) => {
      if (!deaf) client.write(bytes);
    });
    const end = () => {
      clients.delete(client);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.on("close", end).on("error", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    through: (url) => {
      const seen = new URL(url);
      seen.hostname = "127.0.0.1";
      seen.port = `${port}`;
      return seen.href;
    },
    reset: () => {
      for (const client of clients) client.resetAndDestroy();
      deaf = false;
    },
    loseReplies: () => {
      deaf = true;
    },
    close: () => {
      for (const client of clients) client.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
