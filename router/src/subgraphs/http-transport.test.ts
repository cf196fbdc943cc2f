import { createServer, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createRawServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { httpTransport } from "./http-transport.ts";
import { CALLS_MAX, DeadlineExceeded, type Transport, type TransportCall } from "./transport.ts";

type Told = { path: string; headers: Record<string, unknown>; body: Buffer; port: number };

const opened: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function addressOf(server: Server | ReturnType<typeof createRawServer>): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  opened.push({ close: () => server.close() });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

/** A subgraph on node's own server, and a transport to it. */
async function subgraph(answer: (response: ServerResponse, told: Told) => void) {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const { url = "", headers, socket } = request;
      const one = { path: url, headers, body: Buffer.concat(chunks), port: socket.remotePort ?? 0 };
      told.push(one);
      answer(response, one);
    });
  });
  const transport = httpTransport(await addressOf(server));
  opened.unshift(transport);
  return { transport, told, server };
}

const call = (changes: Partial<TransportCall> = {}): TransportCall => ({
  body: "{}",
  headers: { "content-type": "application/json", "x-request-id": "r1" },
  deadlineMilliseconds: 2_000,
  ...changes,
});
const ask = (transport: Transport, changes?: Partial<TransportCall>) => transport.post(call(changes));

describe("a call to a subgraph over HTTP", () => {
  it("carries path, headers and body as they are", async () => {
    const { transport, told } = await subgraph((response, { body }) => response.end(body));
    for (const body of ["{}", '{"é":"\u{1f600}"}', "x".repeat(300_000)])
      expect(await ask(transport, { body })).toEqual({ status: 200, body });
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await ask(transport, { path: "/webhooks/x?y=1", body: bytes, headers: { "x-signature": "caf\u00e9" } });
    expect(told[3]).toMatchObject({
      path: "/webhooks/x?y=1",
      headers: { "x-signature": "caf\u00e9", "content-length": "256" },
    });
    expect(Uint8Array.from(told[3]?.body ?? [])).toEqual(bytes);
  });

  it("cannot carry a header that begins another one", async () => {
    const { transport, told } = await subgraph((response) => response.end());
    await expect(ask(transport, { headers: { evil: "a\r\nx-admin: yes" } })).rejects.toThrow(
      "cannot be sent",
    );
    await expect(ask(transport, { headers: { evil: "a\u{1f600}" } })).rejects.toThrow("cannot be sent");
    expect(told).toEqual([]);
  });

  it("goes over the socket of the one before, until the subgraph closes it", async () => {
    let asked = 0;
    const { transport, told } = await subgraph((response) => {
      asked += 1;
      response.writeHead(200, asked === 2 ? { connection: "close" } : {}).end("{}");
    });
    for (const _ of [1, 2, 3]) await ask(transport);
    const [first, second, third] = told.map(({ port }) => port);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("comes back with large answers, in chunks or not", async () => {
    const body = JSON.stringify({ data: "é".repeat(500_000) });
    const { transport } = await subgraph((response, { path }) => {
      if (path === "/graphql") response.write(body.slice(0, 70_000));
      response.end(path === "/graphql" ? body.slice(70_000) : body);
    });
    expect((await ask(transport)).body).toBe(body);
    expect((await ask(transport, { path: "/whole" })).body).toBe(body);
  });

  it("waits for a socket when there are as many calls as may be, and is not forgotten", async () => {
    const held: ServerResponse[] = [];
    const { transport, told } = await subgraph((response) => void held.push(response));
    const calls = Array.from({ length: CALLS_MAX + 20 }, () => ask(transport));
    await expect.poll(() => held.length).toBe(CALLS_MAX);
    const late = ask(transport, { deadlineMilliseconds: 50 });
    await expect(late).rejects.toThrow(DeadlineExceeded);
    expect(held).toHaveLength(CALLS_MAX);
    const answering = setInterval(() => held.splice(0).forEach((response) => void response.end("{}")), 5);
    await Promise.all(calls);
    clearInterval(answering);
    expect(told).toHaveLength(CALLS_MAX + 20);
    expect(new Set(told.map(({ port }) => port)).size).toBe(CALLS_MAX);
  });

  it("gives up at its deadline, and takes its socket with it", async () => {
    const { transport, server } = await subgraph((_response) => {});
    const closed = new Promise((resolve) => server.on("connection", (socket) => socket.on("close", resolve)));
    await expect(ask(transport, { deadlineMilliseconds: 50 })).rejects.toThrow(DeadlineExceeded);
    await closed;
  });

  it("fails when nobody listens, or the subgraph hangs up, speaks nonsense or speaks unasked", async () => {
    const nobody = httpTransport("http://127.0.0.1:1/");
    await expect(ask(nobody)).rejects.toThrow("ECONNREFUSED");
    const { transport } = await subgraph((response) => response.socket?.destroy());
    await expect(ask(transport)).rejects.toThrow();
    for (const nonsense of ["SSH-2.0-x\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"]) {
      const raw = createRawServer((socket) => void socket.on("error", () => {}).end(nonsense));
      const wrong = httpTransport(await addressOf(raw));
      opened.unshift(wrong);
      await expect(ask(wrong)).rejects.toThrow();
    }
  });

  it("never takes what was said to nobody for its answer", async () => {
    const stray = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong";
    const good = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nright";
    const raw = createRawServer((socket) => {
      socket
        .on("error", () => {})
        .on("data", () => {
          socket.write(good);
          setTimeout(() => socket.write(stray), 20);
        });
    });
    const transport = httpTransport(await addressOf(raw));
    opened.unshift(transport);
    for (const _ of [1, 2, 3]) {
      expect((await ask(transport)).body).toBe("right");
      await new Promise((resume) => setTimeout(resume, 60));
    }
  });

  it("ends with its transport", async () => {
    const { transport } = await subgraph(() => {});
    const calls = Array.from({ length: CALLS_MAX + 1 }, () => ask(transport));
    const ended = Promise.allSettled(calls);
    await transport.close();
    expect((await ended).every(({ status }) => status === "rejected")).toBe(true);
    await expect(ask(transport)).rejects.toThrow();
  });
});
