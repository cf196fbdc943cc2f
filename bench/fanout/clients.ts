import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { WebSocket } from "ws";
import { SUBSCRIPTION } from "./graph.ts";

/** Opened at once; more would overflow the router's queue of connections that nobody has accepted yet. */
const OPENED_AT_ONCE = 100;
const SENT_AT = '"sentAt":';
const SEQUENCE = '"sequence":';

/** What arrived, as milliseconds from the event to a client; and what should not have. */
export class Arrivals {
  readonly latencies: number[] = [];
  repeated = 0;
  isMeasuring = false;
}

const numberAfter = (text: string, name: string): number => {
  const from = text.indexOf(name) + name.length;
  return Number.parseFloat(text.slice(from, from + 20));
};

/** A client of graphql-transport-ws, with ids as the graphql-ws library makes them. Settles with its first message. */
async function watch(url: string, arrivals: Arrivals): Promise<WebSocket> {
  const socket = new WebSocket(url, "graphql-transport-ws", { perMessageDeflate: false });
  await once(socket, "open");
  socket.send('{"type":"connection_init"}');
  await once(socket, "message");
  const payload = { query: SUBSCRIPTION, variables: { id: "1" } };
  socket.send(JSON.stringify({ id: randomUUID(), type: "subscribe", payload }));
  const first = once(socket, "message");
  let last = -1;
  socket.on("message", (data: Buffer) => {
    const text = data.toString("latin1");
    const sequence = numberAfter(text, SEQUENCE);
    if (sequence <= last) arrivals.repeated += 1;
    else if (arrivals.isMeasuring) arrivals.latencies.push(performance.now() - numberAfter(text, SENT_AT));
    last = sequence;
  });
  await first;
  return socket;
}

export async function watchers(url: string, count: number, arrivals: Arrivals): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  while (sockets.length < count) {
    const more = Math.min(OPENED_AT_ONCE, count - sockets.length);
    sockets.push(...(await Promise.all(Array.from({ length: more }, () => watch(url, arrivals)))));
  }
  return sockets;
}
