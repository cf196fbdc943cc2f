import { spawn, spawnSync } from "node:child_process";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { freePorts } from "./ports.ts";

const READY_MILLISECONDS_MAX = 10_000;
const LOOK_MILLISECONDS = 25;
const REDIS_PORT = 6379;
const CHANNEL = "outcry:doorbell";

const onPath = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** What a test over Redis lacks on this machine; null when there is nothing to wish for. */
export const redisMissing: string | null =
  process.env.REDIS_URL || onPath("redis-server")
    ? null
    : "redis-server is missing, and REDIS_URL is not set";

/** A Redis behind a line that can be cut, as when it is down or out of reach. */
export type Redis = Readonly<{
  /** What the fleet is given. */
  url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** How many processes listen to the doorbell. */
  listeners(): Promise<number>;
  /** Forgets everything. A Redis that somebody lent us keeps what it has: it is not ours to empty. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}>;

type Server = Readonly<{ url: URL; flush(): Promise<void>; stop(): void }>;

/** Says one command past the line; resolves with the whole of a short answer. */
const say = ({ hostname, port, username, password }: URL, command: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(port || REDIS_PORT), hostname).once("error", reject);
    const credentials = [username, password].filter(Boolean).map(decodeURIComponent).join(" ");
    socket.write(`${credentials && `AUTH ${credentials}\r\n`}${command}\r\nQUIT\r\n`);
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.once("end", () => resolve(answer));
  });

/** Ends with us, however we end: the shell that holds it notices that nobody holds the other end of its input. */
async function startServer(): Promise<Server> {
  const [port = 0] = await freePorts(1);
  const script = `redis-server --port ${port} --bind 127.0.0.1 --save '' --appendonly no & server=$!
read -r _; kill -9 $server`;
  const shell = spawn("sh", ["-c", script], { cwd: "/", stdio: ["pipe", "ignore", "ignore"] });
  const url = new URL(`redis://127.0.0.1:${port}`);
  const deadline = Date.now() + READY_MILLISECONDS_MAX;
  while (!(await say(url, "PING").catch(() => "")).includes("PONG")) {
    if (Date.now() > deadline) throw new Error("redis-server does not answer.");
    await wait(LOOK_MILLISECONDS);
  }
  return {
    url,
    stop: () => shell.stdin.end(),
    async flush() {
      await say(url, "FLUSHALL");
    },
  };
}

const lentServer = (url: string): Server => ({
  url: new URL(url),
  stop: () => undefined,
  flush: async () => undefined,
});

/** Carries bytes to Redis and back while it is whole. */
function makeLine(server: URL, port: number) {
  const sockets = new Set<Socket>();
  const noDelay = true; // As whoever speaks to Redis directly: else small messages wait for each other 40 ms.
  const line = createServer({ noDelay }, (near) => {
    const far = connect({ port: Number(server.port || REDIS_PORT), host: server.hostname, noDelay });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on("error", () => undefined); // A cut is meant to hurt; whoever hangs on it is told by the close.
      socket.once("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  return {
    mend: () => new Promise<void>((resolve) => line.listen(port, "127.0.0.1", () => resolve())),
    cut: () =>
      new Promise<void>((resolve) => {
        line.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export async function startRedis(): Promise<Redis> {
  const lent = onPath("redis-server") ? undefined : process.env.REDIS_URL;
  const server = lent ? lentServer(lent) : await startServer();
  const [port = 0] = await freePorts(1);
  const line = makeLine(server.url, port);
  await line.mend();
  const near = new URL(server.url);
  near.host = `127.0.0.1:${port}`;
  return {
    url: near.href,
    ...line,
    flush: server.flush,
    listeners: async () => Number(/:(\d+)/.exec(await say(server.url, `PUBSUB NUMSUB ${CHANNEL}`))?.[1] ?? 0),
    async stop() {
      await line.cut();
      server.stop();
    },
  };
}
