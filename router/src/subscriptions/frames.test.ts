import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { nextFrame, openingOf } from "./frames.ts";
import { Payload } from "./payload.ts";

const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
const raw = new Promise<Duplex>((resolve) => {
  server.once("connection", (_socket, request) => resolve(request.socket));
});
const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
afterAll(() => {
  client.terminate();
  server.close();
});

/** What a WebSocket client reads from bytes that its server sent. */
async function readBack(frame: Buffer): Promise<{ text: string; isBinary: boolean }> {
  const read = once(client, "message");
  (await raw).write(frame);
  const [data, isBinary] = (await read) as [Buffer, boolean];
  return { text: data.toString("utf8"), isBinary };
}

describe("a frame", () => {
  it.each([
    ["a short", "{}"],
    [
      "the longest whose length fits its byte",
      `"${"x".repeat(125 - '{"id":"a","type":"next","payload":}'.length - 2)}"`,
    ],
    [
      "the shortest whose length does not",
      `"${"x".repeat(126 - '{"id":"a","type":"next","payload":}'.length - 2)}"`,
    ],
    [
      "the longest whose length fits two bytes",
      `"${"x".repeat(65_535 - '{"id":"a","type":"next","payload":}'.length - 2)}"`,
    ],
    ["a very long", JSON.stringify("x".repeat(70_000))],
    ["a foreign-language", JSON.stringify("Größe 42 \u{1f45f} 東京")],
  ])("carries %s payload whole", async (_what, json) => {
    const { text, isBinary } = await readBack(nextFrame(openingOf("a"), Buffer.from(json)));
    expect(isBinary).toBe(false);
    expect(text).toBe(`{"id":"a","type":"next","payload":${json}}`);
  });

  it("keeps an id that needs escaping", async () => {
    const { text } = await readBack(nextFrame(openingOf('"}\n'), Buffer.from("{}")));
    expect(JSON.parse(text)).toEqual({ id: '"}\n', type: "next", payload: {} });
  });
});

describe("a payload", () => {
  const textIn = (frame: Buffer) => frame.subarray(2).toString("utf8");

  it("gives each client a frame with its own id, in one buffer while it is sent at once", () => {
    const payload = new Payload('{"data":1}');
    const first = payload.frame(openingOf("a"));
    expect(textIn(first)).toBe('{"id":"a","type":"next","payload":{"data":1}}');
    const second = payload.frame(openingOf("b"));
    expect(second).toBe(first);
    expect(textIn(second)).toBe('{"id":"b","type":"next","payload":{"data":1}}');
    expect(textIn(payload.frame(openingOf("longer")))).toBe(
      '{"id":"longer","type":"next","payload":{"data":1}}',
    );
  });

  it("leaves a frame that waits to be sent as it is", () => {
    const payload = new Payload('{"data":1}');
    const waiting = payload.frame(openingOf("a"));
    payload.leaveFrame();
    payload.frame(openingOf("b"));
    expect(textIn(waiting)).toBe('{"id":"a","type":"next","payload":{"data":1}}');
  });
});
