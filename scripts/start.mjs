/**
 * `npm start`: from a fresh clone to a usable marketplace. Installs, builds and starts what is missing, says what it
 * does and how long it took, and stops everything on Ctrl-C. Plain JavaScript, because it runs before any install.
 */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { install, isInstalled } from "./launch/install.mjs";
import { checkDisk, checkNode, Hindrance } from "./launch/machine.mjs";
import { checkPorts, readPorts } from "./launch/ports.mjs";
import { processFile } from "./launch/processes.mjs";
import { build, isBuilt, serve } from "./launch/storefront.mjs";

const root = resolve(fileURLToPath(new URL("..", import.meta.url)));
const stateDirectory = resolve(root, process.env.OUTCRY_STATE_DIRECTORY ?? ".outcry");
const host = process.env.OUTCRY_HOST ?? "127.0.0.1";
const children = new Set();
const processes = processFile(join(stateDirectory, "processes.json"));

const seconds = (since) => `${((performance.now() - since) / 1_000).toFixed(1)} s`;

async function step(title, work) {
  const since = performance.now();
  console.log(`  … ${title}`);
  await work();
  console.log(`  ✓ ${title} (${seconds(since)})`);
}

function keep(child) {
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** The subgraphs, the router and the database: one process. Resolves when it says that it is ready. */
function startBackend(ports) {
  const program = join(root, "scripts", "all-in-one.ts");
  const child = keep(
    spawn(process.execPath, ["--import", "tsx", program], {
      cwd: root,
      env: {
        ...process.env,
        ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
        OUTCRY_STATE_DIRECTORY: stateDirectory,
        OUTCRY_HOST: host,
      },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true, // Ctrl-C is for this script, which stops its parts in order.
    }),
  );
  const ready = new Promise((done, reject) => {
    child.stdout.on("data", (chunk) => {
      for (const line of String(chunk).split("\n").filter(Boolean)) {
        if (line.startsWith("OUTCRY_READY")) done();
        else console.log(line);
      }
    });
    child.once("exit", (code) =>
      reject(new Hindrance(`Outcry stopped (exit code ${code}). The reason is above.`)),
    );
  });
  return { child, ready, sign: program };
}

const exited = (child) =>
  new Promise((done) => (child.exitCode !== null || child.signalCode ? done() : child.once("exit", done)));

async function stop(code) {
  for (const child of children) child.kill("SIGTERM");
  await Promise.all([...children].map(exited));
  processes.clear();
  process.exit(code);
}

function welcome(ports, since) {
  const web = `http://localhost:${ports.WEB_PORT}`;
  const graph = `http://localhost:${ports.ROUTER_PORT}/graphql`;
  console.log(`
  Outcry is open (${seconds(since)}).

    Storefront   ${web}
    Graph        ${graph}   (Apollo Sandbox in a browser; HTTP and WebSocket)
    Webhooks     http://localhost:${ports.ROUTER_PORT}/webhooks/stripe

    Sign in as   buyer@outcry.test, seller@outcry.test, authenticator@outcry.test, admin@outcry.test
    Password     outcry-demo

    Try your own orders on ${web}/products/outcry-test-runner
    Ctrl-C stops everything; the next start goes on from here.
`);
}

async function main() {
  const since = performance.now();
  checkNode();
  const ports = readPorts(process.env);
  checkDisk(root, isInstalled(root));
  const leftovers = await processes.stopLeftovers();
  if (leftovers > 0) console.log(`  ✓ Stopped ${leftovers} processes that an earlier start left behind`);
  await checkPorts(ports);
  if (!isInstalled(root)) await step("Installing packages", () => install(root));
  const backend = startBackend(ports);
  const storefrontSign = join(root, "node_modules", "next", "dist", "bin", "next");
  processes.record([{ pid: backend.child.pid, sign: backend.sign }]);
  const built = isBuilt(root) ? Promise.resolve() : step("Building the storefront", () => build(root, keep));
  await Promise.all([backend.ready, built]);
  const storefront = serve(root, { port: ports.WEB_PORT, routerPort: ports.ROUTER_PORT, host });
  keep(storefront.child);
  processes.record([
    { pid: backend.child.pid, sign: backend.sign },
    { pid: storefront.child.pid, sign: storefrontSign },
  ]);
  await step("Opening the storefront", () => storefront.ready);
  welcome(ports, since);
  for (const child of children) {
    child.once("exit", (code) => {
      if (stopping) return;
      console.error(
        `\nA part of Outcry stopped by itself (exit code ${code}). Stopping the rest; start again with npm start.`,
      );
      stopping = true;
      void stop(1);
    });
  }
}

let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    console.log("\n  Stopping …");
    void stop(0);
  });
}

main().catch((error) => {
  if (stopping) return;
  stopping = true;
  console.error(`\n${error instanceof Hindrance ? error.message : error.stack}`);
  void stop(1);
});
