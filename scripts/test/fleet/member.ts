import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";

const root = new URL("../../../", import.meta.url).pathname;
const READY_MILLISECONDS_MAX = 180_000;
const LOOK_MILLISECONDS = 50;
const OUTPUT_CHARACTERS_MAX = 20_000;

export type MemberOptions = Readonly<{
  name: string;
  /** Its main.ts, from the root of the repository. */
  entry: string;
  /** All that it is told: nothing is inherited but the way to programs. */
  environment: Readonly<Record<string, string>>;
  /** Answers, and not with 5xx, once it can work. */
  readyUrl: string;
}>;

export type Ending = Readonly<{ code: number | null; signal: NodeJS.Signals | null }>;

/** One process of the fleet. */
export type Member = Readonly<{
  name: string;
  /** Starts it unless it runs; settles once it is ready. Rejects with what it printed when it ends instead. */
  start(): Promise<void>;
  /** Sends a signal and settles when the process has ended. */
  end(signal: NodeJS.Signals): Promise<Ending>;
  /** The last of what it printed. */
  output(): string;
}>;

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const isReady = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
    ({ status }) => status < 500,
    () => false,
  );

const launch = (entry: string, environment: Readonly<Record<string, string>>): ChildProcess =>
  spawn(
    process.execPath,
    ["--import", "tsx", "--import", new URL("end-with-parent.mjs", import.meta.url).href, entry],
    { cwd: root, env: { PATH: process.env.PATH, ...environment }, stdio: ["pipe", "pipe", "pipe"] },
  );

/** Runs a program to its end; its exit code, and what it printed. */
export async function runToEnd(
  entry: string,
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = launch(entry, environment);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

export function makeMember({ name, entry, environment, readyUrl }: MemberOptions): Member {
  let child: ChildProcess | null = null;
  let ended: Promise<Ending> | null = null;
  let output = "";
  const listen = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-OUTPUT_CHARACTERS_MAX);
  };

  const becomeReady = async (running: ChildProcess): Promise<void> => {
    const deadline = Date.now() + READY_MILLISECONDS_MAX;
    while (!(await isReady(readyUrl))) {
      const ended = hasEnded(running);
      if (ended || Date.now() > deadline)
        throw new Error(`${name} ${ended ? "ended" : "was not ready in time"}:\n${output}`);
      await wait(LOOK_MILLISECONDS);
    }
  };
  return {
    name,
    async start() {
      if (child && !hasEnded(child)) return;
      const running = launch(entry, environment);
      running.stdout?.on("data", listen);
      running.stderr?.on("data", listen);
      child = running;
      ended = new Promise((resolve) => {
        running.once("exit", (code, signal) => resolve({ code, signal }));
      });
      await becomeReady(running);
    },
    async end(signal) {
      child?.kill(signal);
      return (await ended) ?? { code: null, signal: null };
    },
    output: () => output,
  };
}
