import { once } from "node:events";
import { rmSync } from "node:fs";
import WebSocket from "ws";
import { CONTESTANTS } from "./contestants/contestants.ts";
import type { Options } from "./options.ts";
import { freePort, helper, startGateway, stopGateway, writeSupergraph } from "./processes.ts";
import { composeAt } from "./schemas.ts";

const CONNECTIONS = 16;
/** Each may send thousands a minute; what is counted for each is part of the heap. */
const ADDRESSES = 200;
const GROWTH_MAX = 0.1;
const MEGABYTE = 1_000_000;

/** A process's heap, seen through Node's inspector. */
class Inspector {
  readonly #socket: WebSocket;
  #asked = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async of(port: number): Promise<Inspector> {
    const list = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(list[0]?.webSocketDebuggerUrl ?? "");
    await once(socket, "open");
    return new Inspector(socket);
  }

  /** Megabytes in use after everything that can be collected was. */
  async heap(): Promise<number> {
    // Once for what is unreachable, once for what only its finalizers held.
    for (const _ of [1, 2]) await this.#ask("HeapProfiler.collectGarbage");
    const { usedSize } = await this.#ask("Runtime.getHeapUsage");
    return Number(usedSize) / MEGABYTE;
  }

  close(): void {
    this.#socket.terminate();
  }

  #ask(method: string): Promise<Record<string, unknown>> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve) => {
      const hear = (data: WebSocket.RawData) => {
        const message = JSON.parse(String(data)) as { id?: number; result?: Record<string, unknown> };
        if (message.id !== id) return;
        this.#socket.off("message", hear);
        resolve(message.result ?? {});
      };
      this.#socket.on("message", hear);
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }
}

/** A document nobody sent before, of ordinary kind. */
const textOf = (number: number): string =>
  `query Heap${number}($id: ID!) { product(id: $id) { id n${number}: name brand offers(first: 2) { id price } } }`;

async function send(url: string, texts: number, requests: number, from: number, to: number): Promise<void> {
  let next = from;
  const perText = requests / texts;
  const work = async () => {
    while (next < to) {
      const number = next;
      next += 1;
      const query = textOf(Math.floor(number / perText));
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-for": `10.0.0.${number % ADDRESSES}` },
        body: JSON.stringify({ query, variables: { id: `r${number}` } }),
      });
      const text = await response.text();
      if (!text.startsWith(`{"data":{"product":{"id"`)) throw new Error(`${query}: ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

/** Sends many distinct operations to our router and prints what of them stays in its heap. */
export async function measureHeap({ texts, requests }: Options, folder: string): Promise<void> {
  const { child: subgraphs, first } = await helper(
    new URL("./subgraphs-process.ts", import.meta.url).pathname,
  );
  const { urls } = first as { urls: Record<string, string> };
  const supergraph = writeSupergraph(folder, composeAt(urls));
  const [port, inspected] = [await freePort(), await freePort()];
  const command = CONTESTANTS.ours?.command({ supergraph, urls, port, folder });
  if (!command) throw new Error("There is no router of ours.");
  const args = [`--inspect=127.0.0.1:${inspected}`, ...command.args];
  const gateway = await startGateway({ ...command, args }, port);
  const inspector = await Inspector.of(inspected);
  console.log(`\nHeap: ${texts} distinct operations, ${requests} requests, limits and passports on`);
  let afterTenth = 0;
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const [from, to] = [tenth, tenth + 1].map((part) => Math.round((requests * part) / 10)) as [
      number,
      number,
    ];
    await send(gateway.url, texts, requests, from, to);
    const heap = await inspector.heap();
    if (tenth === 0) afterTenth = heap;
    console.log(`after ${String(to).padStart(7)} requests ${heap.toFixed(1).padStart(8)} MB`);
    if (tenth === 9) {
      const growth = heap / afterTenth - 1;
      const verdict = growth <= GROWTH_MAX ? "reached" : "MISSED";
      console.log(`${(growth * 100).toFixed(1)}% more than after the first tenth (at most 10%): ${verdict}`);
    }
  }
  inspector.close();
  await stopGateway(gateway.child);
  subgraphs.disconnect();
  rmSync(folder, { recursive: true, force: true });
}
