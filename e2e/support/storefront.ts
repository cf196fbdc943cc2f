import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;
const READY_MILLISECONDS_MAX = 280_000;
const PORTS = [
  "WEB_PORT",
  "ROUTER_PORT",
  "IDENTITY_PORT",
  "CATALOG_PORT",
  "OFFERS_PORT",
  "ORDERS_PORT",
  "PAYMENTS_PORT",
  "STRIPE_EMULATOR_PORT",
];

/** A running marketplace with its storefront: what `npm start` makes, on ports and in a folder of its own. */
export type Storefront = { url: string; graphUrl: string; stop(): Promise<void> };

/** Free ports, all held at once: asked for one by one, the same could be given twice. */
async function freePorts(): Promise<Record<string, string>> {
  const probes = await Promise.all(
    PORTS.map(async (variable) => {
      const probe = createServer();
      await new Promise<void>((resolve, reject) =>
        probe.once("error", reject).listen(0, "127.0.0.1", resolve),
      );
      return { variable, probe };
    }),
  );
  const ports = probes.map(({ variable, probe }) => {
    const address = probe.address();
    return [variable, String(typeof address === "object" && address ? address.port : 0)] as const;
  });
  await Promise.all(probes.map(({ probe }) => new Promise((resolve) => probe.close(resolve))));
  return Object.fromEntries(ports);
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once("exit", () => resolve());
  });

/** One that already runs, while tests are being written: `OUTCRY_STOREFRONT_URL` and `OUTCRY_GRAPHQL_URL`. */
function runningStorefront(): Storefront | null {
  const { OUTCRY_STOREFRONT_URL: url, OUTCRY_GRAPHQL_URL: graphUrl } = process.env;
  return url && graphUrl ? { url, graphUrl, stop: async () => undefined } : null;
}

/** Runs the README's start command. Rejects with what it printed when it does not open. */
export async function startStorefront(settings: Record<string, string> = {}): Promise<Storefront> {
  const running = runningStorefront();
  if (running) return running;
  const stateDirectory = mkdtempSync(join(tmpdir(), "outcry-storefront-"));
  const ports = await freePorts();
  const child = spawn(process.execPath, [join(root, "scripts", "start.mjs")], {
    cwd: root,
    env: {
      ...process.env,
      ...ports,
      OUTCRY_STATE_DIRECTORY: stateDirectory,
      OUTCRY_RATE_LIMITS: "off",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Not open in time:\n${output}`)), READY_MILLISECONDS_MAX);
    const listen = (chunk: Buffer) => {
      output += chunk;
      if (!output.includes("Outcry is open")) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.once("exit", (code) => {
      clearTimeout(late);
      reject(new Error(`Ended with exit code ${code}:\n${output}`));
    });
  });
  return {
    url: `http://localhost:${ports.WEB_PORT}`,
    graphUrl: `http://localhost:${ports.ROUTER_PORT}/graphql`,
    async stop() {
      child.kill("SIGTERM");
      await ended(child);
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
