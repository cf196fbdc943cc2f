import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism } from "node:os";
import type { Command } from "./contestants/contestants.ts";

const START_MILLISECONDS_MAX = 40_000;
const LOOK_MILLISECONDS = 100;
const STOP_MILLISECONDS_MAX = 5_000;

/** Gateways run on the first core; all others share the rest, so that they never take the gateway's time. */
export const GATEWAY_CORE = "0";
export const OTHER_CORES = availableParallelism() > 1 ? `1-${availableParallelism() - 1}` : "0";

const quiet = { ...process.env, NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "1", NODE_OPTIONS: "" };

const pinned = (core: string, program: string, args: readonly string[]): [string, string[]] => [
  "taskset",
  ["--cpu-list", core, program, ...args],
];

/** A process of our own beside the gateways, which sends its first message when it is ready. */
export async function helper(file: string): Promise<{ child: ChildProcess; first: unknown }> {
  const [program, args] = pinned(OTHER_CORES, process.execPath, ["--import", "tsx", file]);
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit", "ipc"], env: quiet });
  child.once("exit", (code) => code && console.error(`${file} ended with ${code}.`));
  return { child, first: (await once(child, "message"))[0] };
}

/** Sends a message and waits for the answer, of which there is one each. */
export async function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  const answered = once(child, "message");
  child.send(message);
  return (await answered)[0] as Answer;
}

/** Below those that the system gives to outgoing connections. */
let nextPort = 21_100;

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  for (; ; nextPort += 1) {
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false)).listen(nextPort, "127.0.0.1", () => resolve(true));
    });
    if (!free) continue;
    await new Promise((closed) => server.close(closed));
    nextPort += 1;
    return nextPort - 1;
  }
}

export type Gateway = Readonly<{ url: string; child: ChildProcess; log: () => string }>;

/** Starts a gateway and waits until it answers an operation. Rejects with what it printed when it does not. */
export async function startGateway(
  { program, args, environment, folder, path }: Command,
  port: number,
): Promise<Gateway> {
  if (folder) mkdirSync(folder, { recursive: true });
  const [pinnedProgram, pinnedArgs] = pinned(GATEWAY_CORE, program, args);
  const child = spawn(pinnedProgram, pinnedArgs, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...quiet, ...environment },
    // Its own group, so that whatever it starts can be stopped with it.
    detached: true,
    ...(folder ? { cwd: folder } : {}),
  });
  let printed = "";
  const keep = (text: Buffer) => {
    printed = (printed + text).slice(-4_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const url = `http://127.0.0.1:${port}${path ?? "/graphql"}`;
  const deadline = Date.now() + START_MILLISECONDS_MAX;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await answers(url)) return { url, child, log: () => printed };
    await new Promise((resume) => setTimeout(resume, LOOK_MILLISECONDS));
  }
  await stopGateway(child);
  throw new Error(printed.trim().split("\n").slice(-3).join(" ").slice(0, 400) || "did not start");
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: `{"query":"{ __typename }"}`,
  }).then(
    async (response) => (await response.text()).includes('"Query"'),
    () => false,
  );

export async function stopGateway(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const gone = once(child, "exit");
  process.kill(-child.pid, "SIGTERM");
  const impatient = setTimeout(() => child.pid && process.kill(-child.pid, "SIGKILL"), STOP_MILLISECONDS_MAX);
  await gone;
  clearTimeout(impatient);
}

/** Writes a file for the gateways and says where. */
export function writeSupergraph(folder: string, sdl: string): string {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/supergraph.graphql`;
  writeFileSync(file, sdl);
  return file;
}
