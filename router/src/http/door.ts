import type { Server, Socket } from "node:net";
import type { Visitors } from "./addresses.ts";

/** Connections that one address may open at once: an office of people whose browsers open six each, all in one moment. */
const AT_ONCE_MAX = 100;
/** And one more each five milliseconds. Those who only open connections so get at most a twentieth of the process's time. */
const MORE_PER_MILLISECOND = 0.2;
const LOOK_MILLISECONDS = 4;
/** Connections of one address that wait. Each holds a socket, and there are only so many. */
const WAITING_MAX = 20_000;

type Queue = { allowance: number; at: number; readonly waiting: Set<() => void> };

/**
 * Where connections wait that an address opens in masses. One that waits is not read: a flood of thousands of requests, each on a
 * connection of its own, is answered like any other, but a few at a time, and whoever is connected already does not notice.
 * Our own proxies, behind whom everybody is, do not wait. Kept is one entry for each address that came a moment ago.
 */
export class Door {
  readonly #visitors: Visitors;
  readonly #queues = new Map<string, Queue>();
  #timer: NodeJS.Timeout | null = null;

  constructor(visitors: Visitors) {
    this.#visitors = visitors;
  }

  /** Stands before a server: what it does with a connection, it does when that was let in. */
  guard(server: Server): void {
    const serve = server.listeners("connection") as ((socket: Socket) => void)[];
    server.removeAllListeners("connection");
    server.on("connection", (socket: Socket) => {
      this.#knock(socket, () => {
        for (const listener of serve) listener.call(server, socket);
      });
    });
  }

  #knock(socket: Socket, enter: () => void): void {
    const { remoteAddress = "" } = socket;
    if (this.#visitors.isProxy(remoteAddress)) {
      enter();
      return;
    }
    const queue = this.#queueOf(this.#visitors.nameOf(remoteAddress));
    if (queue.allowance >= 1 && queue.waiting.size === 0) {
      queue.allowance -= 1;
      enter();
    } else if (queue.waiting.size >= WAITING_MAX) socket.destroy();
    else this.#wait(queue, socket, enter);
  }

  #wait(queue: Queue, socket: Socket, enter: () => void): void {
    // Without a listener, a client that goes away while it waits would end the process.
    const ignore = () => undefined;
    const leave = () => queue.waiting.delete(letIn);
    const letIn = () => {
      socket.off("error", ignore).off("close", leave);
      enter();
    };
    socket.on("error", ignore).once("close", leave);
    queue.waiting.add(letIn);
  }

  #queueOf(name: string): Queue {
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = { allowance: AT_ONCE_MAX, at: performance.now(), waiting: new Set<() => void>() };
    this.#queues.set(name, queue);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MILLISECONDS).unref();
    return queue;
  }

  /** Lets in whoever's turn it is. An address that has its whole allowance again is forgotten. */
  #look(): void {
    const now = performance.now();
    for (const [name, queue] of this.#queues) {
      queue.allowance = Math.min(AT_ONCE_MAX, queue.allowance + (now - queue.at) * MORE_PER_MILLISECOND);
      queue.at = now;
      for (const letIn of queue.waiting) {
        if (queue.allowance < 1) break;
        queue.allowance -= 1;
        queue.waiting.delete(letIn);
        letIn();
      }
      if (queue.allowance === AT_ONCE_MAX) this.#queues.delete(name);
    }
    if (this.#queues.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
