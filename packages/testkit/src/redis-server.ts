import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectRedis } from "@outcry/redis";

export type RedisServer = {
  readonly url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  discard(): Promise<void>;
};

const PROGRAM = "redis-server";
const READY_MILLISECONDS_MAX = 5_000;

/** Why no Redis can be started here, or undefined when one can. */
export function missingRedis(): string | undefined {
  try {
    execFileSync(PROGRAM, ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return `there is no ${PROGRAM} on the path`;
  }
}

/** A Redis of one's own, that can be killed and started again in the same place. */
export async function makeRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-redis-"));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const ending = server;
    server = undefined;
    if (ending === undefined) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill("SIGKILL");
    await ended;
  };
  const start = async (): Promise<void> => {
    const flags = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--dir", folder];
    server = spawn(PROGRAM, flags, { stdio: "ignore" });
    const probe = connectRedis(url);
    try {
      await new Promise((resolve, reject) => {
        probe.once("ready", resolve);
        const late = () => reject(new Error(`${PROGRAM} does not answer.`));
        setTimeout(late, READY_MILLISECONDS_MAX).unref();
      });
    } finally {
      probe.disconnect();
    }
  };
  const discard = async (): Promise<void> => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  await start();
  return { url, start, kill, discard };
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
