import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./fleet/ports.ts";

const root = new URL("../../", import.meta.url).pathname;
const READY_MILLISECONDS_MAX = 240_000;
const PORT_VARIABLES = [
  "ROUTER_PORT",
  "IDENTITY_PORT",
  "CATALOG_PORT",
  "OFFERS_PORT",
  "ORDERS_PORT",
  "PAYMENTS_PORT",
  "STRIPE_EMULATOR_PORT",
  "WEB_PORT",
] as const;

export type Marketplace = {
  readonly graphUrl: string;
  /** What this marketplace was started with; the command-line programs take the same. */
  readonly environment: Record<string, string>;
  /** Of the process with the router and all subgraphs in it; 0 while it does not run. PostgreSQL is a child of it. */
  readonly pid: number;
  /** PostgreSQL, as its administrator. */
  databaseUrl(): Promise<string>;
  /** kill -9 of every process, PostgreSQL included, as a power cut would. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes all it wrote. */
  dispose(): Promise<void>;
};

async function ownPorts(): Promise<Record<string, string>> {
  const ports = await freePorts(PORT_VARIABLES.length);
  return Object.fromEntries(PORT_VARIABLES.map((variable, index) => [variable, String(ports[index])]));
}

function launch(
  environment: Record<string, string>,
  nodeArguments: readonly string[],
): { child: ChildProcess; ready: Promise<void> } {
  const child = spawn(
    process.execPath,
    [...nodeArguments, "--import", "tsx", join(root, "scripts", "all-in-one.ts")],
    {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Not ready in time:\n${output}`)), READY_MILLISECONDS_MAX);
    const listen = (chunk: Buffer) => {
      output += chunk;
      if (!output.includes("OUTCRY_READY")) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`Ended with exit code ${code}:\n${output}`));
    });
  });
  return { child, ready };
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });

/** A whole marketplace without the storefront, on ports and in a folder of its own. */
export async function startMarketplace(
  settings: Record<string, string> = {},
  nodeArguments: readonly string[] = [],
): Promise<Marketplace> {
  const stateDirectory = mkdtempSync(join(tmpdir(), "outcry-marketplace-"));
  const environment: Record<string, string> = {
    ...(await ownPorts()),
    OUTCRY_STATE_DIRECTORY: stateDirectory,
    OUTCRY_DEMO_TRADERS: "off",
    OUTCRY_LOG_LEVEL: "error",
    ...settings,
  };
  let child: ChildProcess | null = null;
  const marketplace: Marketplace = {
    graphUrl: `http://127.0.0.1:${environment.ROUTER_PORT}/graphql`,
    environment,
    get pid() {
      return child?.pid ?? 0;
    },
    databaseUrl: () => readFile(join(stateDirectory, "database-url"), "utf8"),
    async start() {
      const launched = launch(environment, nodeArguments);
      child = launched.child;
      await launched.ready;
    },
    async kill() {
      if (!child) return;
      const postmaster = await postmasterOf(stateDirectory);
      child.kill("SIGKILL");
      if (postmaster) process.kill(postmaster, "SIGKILL");
      await ended(child);
      child = null;
    },
    async dispose() {
      if (child) {
        child.kill("SIGTERM");
        await ended(child);
      }
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
  await marketplace.start();
  return marketplace;
}

async function postmasterOf(stateDirectory: string): Promise<number | null> {
  const file = await readFile(join(stateDirectory, "postgres", "postmaster.pid"), "utf8").catch(() => "");
  return Number(file.split("\n")[0]) || null;
}

/** Runs one of the repository's programs against a marketplace. Resolves with what it printed and its exit code. */
export function runProgramOf(
  marketplace: Marketplace,
  program: string,
  ...rest: string[]
): { child: ChildProcess; finished: Promise<{ code: number; output: string }> } {
  const child = spawn(process.execPath, ["--import", "tsx", join(root, "scripts", program), ...rest], {
    cwd: root,
    env: { ...process.env, ...marketplace.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  const finished = new Promise<{ code: number; output: string }>((resolve) => {
    child.once("close", (code) => resolve({ code: code ?? -1, output }));
  });
  return { child, finished };
}
