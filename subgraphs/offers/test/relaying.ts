import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { systemClock } from "@outcry/kernel";
import { type Peers, redisPeers } from "@outcry/redis";
import { expect } from "vitest";

const SECRET = "shared by the instances of a test";

/** Peers that say what they were asked, and by whom it was done. */
export function watchedPeers(url: string, group: string) {
  const peers = redisPeers({ url, group, secret: SECRET, clock: systemClock, onAway: () => undefined });
  const handed: string[] = [];
  const watched: Peers = {
    ...peers,
    ask: async (peer, question) => {
      const answer = await peers.ask(peer, question);
      handed.push(peer);
      return answer;
    },
  };
  return { ...watched, handed };
}

export const untilEldest = (peers: Peers, eldest: string) =>
  expect.poll(() => peers.eldest(), { interval: 10, timeout: 10_000 }).toBe(eldest);

const children = new Set<ChildProcess>();

/** Ends what a test that failed left behind, stopped or not. */
export function endWriting(): void {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
}

const PROCESS = new URL("writing-process.ts", import.meta.url).pathname;

/** An instance in a process of its own, that can be killed or stopped, or dies by itself at a step. */
export async function startWriting(databaseUrl: string, redisUrl: string, group: string, crashAt = 0) {
  const command = ["--import", "tsx", PROCESS, databaseUrl, redisUrl, group, SECRET, String(crashAt)];
  const child: ChildProcess = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  children.add(child);
  const [name] = child.stdout ? await once(child.stdout, "data") : [""];
  return {
    name: String(name).trim(),
    signal: (signal: "SIGKILL" | "SIGSTOP" | "SIGCONT") => child.kill(signal),
    isDead: () => child.signalCode === "SIGKILL",
  };
}
