import { WebSocket } from "ws";

const PATIENCE_MILLISECONDS = 20_000;
const LIVE = "subscription ($id: ID!) { marketUpdated(variantId: $id) { __typename } }";

type Said = { id?: string; type: string; payload?: unknown };

/** A client of the graph's socket that can break every rule, and hears how it ends. */
export class HostileSocket {
  readonly socket: WebSocket;
  /** The close code. */
  readonly closed: Promise<number>;
  readonly #said: Said[] = [];
  #listener: () => void = () => {};

  constructor(url: string, headers: Record<string, string> = {}, protocol = "graphql-transport-ws") {
    this.socket = new WebSocket(url, protocol, { headers });
    this.socket.on("error", () => {});
    this.socket.on("message", (data: Buffer) => {
      this.#said.push(JSON.parse(data.toString("utf8")) as Said);
      this.#listener();
    });
    this.closed = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("still open")), PATIENCE_MILLISECONDS);
      this.socket.on("close", (code) => {
        clearTimeout(late);
        resolve(code);
      });
    });
    this.closed.catch(() => {}); // Whoever waits for it is told.
  }

  opened(): Promise<this> {
    return new Promise((resolve) => {
      if (this.socket.readyState === WebSocket.OPEN) resolve(this);
      else this.socket.once("open", () => resolve(this));
    });
  }

  async initialised(payload: Record<string, unknown> = {}): Promise<this> {
    await this.opened();
    this.say({ type: "connection_init", payload });
    await this.heard(({ type }) => type === "connection_ack");
    return this;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  watch(id: string, variantId: string, query = LIVE): void {
    this.say({ id, type: "subscribe", payload: { query, variables: { id: variantId } } });
  }

  /** The first message of this kind, said or yet to be said. */
  heard(wanted: (message: Said) => boolean): Promise<Said> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("not heard")), PATIENCE_MILLISECONDS);
      this.#listener = () => {
        const found = this.#said.find(wanted);
        if (!found) return;
        clearTimeout(late);
        this.#listener = () => {};
        resolve(found);
      };
      this.#listener();
    });
  }
}

type Misdeed = (
  open: (headers?: Record<string, string>, protocol?: string) => HostileSocket,
  variantId: string,
) => Promise<HostileSocket>;

/** What a client may do wrong, and the close code that says so (W1). */
export const MISDEEDS: Readonly<Record<string, readonly [code: number, act: Misdeed]>> = {
  "says nothing": [4408, async (open) => open().opened()],
  "comes from a foreign page": [
    4403,
    async (open) => open({ origin: "https://evil.test", cookie: "session=1" }),
  ],
  "comes from nowhere, as sandboxed pages do": [4403, async (open) => open({ origin: "null" })],
  "speaks the old protocol": [4406, async (open) => open({}, "graphql-ws")],
  "initialises twice": [
    4429,
    async (open) => {
      const socket = await open().initialised();
      socket.say({ type: "connection_init" });
      return socket;
    },
  ],
  "subscribes too early": [
    4401,
    async (open, variantId) => {
      const socket = await open().opened();
      socket.watch("a", variantId);
      return socket;
    },
  ],
  "uses an id twice": [
    4409,
    async (open, variantId) => {
      const socket = await open().initialised();
      for (let time = 0; time < 2; time += 1) socket.watch("a", variantId);
      return socket;
    },
  ],
  "shows a forged token": [
    4403,
    async (open) => {
      const socket = await open().opened();
      socket.say({ type: "connection_init", payload: { authorization: "Bearer nonsense" } });
      return socket;
    },
  ],
  "shows a ticket that nobody gave it": [
    4403,
    async (open) => {
      const socket = await open().opened();
      socket.say({ type: "connection_init", payload: { ticket: "nonsense" } });
      return socket;
    },
  ],
  "sends 1 MB": [
    1009,
    async (open) => {
      const socket = await open().initialised();
      socket.say(" ".repeat(1_048_576));
      return socket;
    },
  ],
  "sends invalid UTF-8": [
    1007,
    async (open) => {
      const socket = await open().initialised();
      socket.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
      return socket;
    },
  ],
  "sends bytes": [
    4400,
    async (open) => {
      const socket = await open().initialised();
      socket.socket.send(Buffer.from("{}"), { binary: true });
      return socket;
    },
  ],
  "sends what is no message": [
    4400,
    async (open) => {
      const socket = await open().initialised();
      socket.say("{");
      return socket;
    },
  ],
  "sends a thousand messages at once": [
    4429,
    async (open) => {
      const socket = await open().initialised();
      for (let count = 0; count < 1_000; count += 1) socket.say({ type: "ping" });
      return socket;
    },
  ],
  "subscribes a thousand times": [
    4429,
    async (open, variantId) => {
      const socket = await open().initialised();
      for (let count = 0; count < 1_000; count += 1) socket.watch(`s${count}`, variantId);
      return socket;
    },
  ],
};
