import { once } from "node:events";
import { WebSocket } from "ws";

export type Message = { id?: string; type: string; payload?: unknown };

/** A graphql-transport-ws client that shows every message, and can misbehave. */
export class TestSocket {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiting: ((message: Message) => void)[] = [];

  constructor(url: string, headers: Record<string, string> = {}, protocol = "graphql-transport-ws") {
    this.socket = new WebSocket(url, protocol, { headers });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on("message", (data) => {
      const message = JSON.parse(data.toString()) as Message;
      const waiting = this.#waiting.shift();
      if (waiting) waiting(message);
      else this.messages.push(message);
    });
  }

  async opened(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, "open");
    return this;
  }

  async initialised(payload?: Record<string, unknown>): Promise<this> {
    await this.opened();
    this.send({ type: "connection_init", ...(payload ? { payload } : {}) });
    const message = await this.next();
    if (message.type !== "connection_ack") throw new Error(`not acknowledged: ${JSON.stringify(message)}`);
    return this;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: Record<string, unknown> = {}): void {
    this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  /** The next message; rejects after five seconds without one. */
  next(): Promise<Message> {
    const message = this.messages.shift();
    if (message) return Promise.resolve(message);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no message came")), 5_000);
      this.#waiting.push((arrived) => {
        clearTimeout(timer);
        resolve(arrived);
      });
    });
  }

  close(): void {
    this.socket.terminate();
  }
}
