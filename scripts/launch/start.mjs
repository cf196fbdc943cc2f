/**
 * Installs, builds and starts what is missing, says what it does and how long it took, and stops everything on Ctrl-C.
 */
import { startBackend } from "./backend.mjs";
import { checkDatabaseUrl } from "./database-url.mjs";
import { install, isInstalled } from "./install.mjs";
import { checkDisk, Hindrance, readDotEnv, wordsOf } from "./machine.mjs";
import { checkPorts, readPorts } from "./ports.mjs";
import { forget, recall, remember, stopGroup, stopLeftovers } from "./processes.mjs";
import { secondsSince, step } from "./progress.mjs";
import { build, isBuilt, serve } from "./storefront.mjs";

const PARENT_CHECK_MILLISECONDS = 1_000;
const PARTS = ["storefront", "backend"];

/** Pids of the running parts. */
const parts = new Set();
/** Ends what runs to its own end: an install, a build. */
const ending = new AbortController();
let stopping = false;

async function stop(code, { force = false } = {}) {
  stopping = true;
  ending.abort();
  await Promise.all([...parts].map((pid) => stopGroup(pid, { force })));
  for (const role of [...PARTS, "start"]) forget(role);
  process.exit(code);
}

/** Asked once, everything stops in good order; asked again, at once. PostgreSQL recovers from either. */
function stopWhenAsked() {
  const ask = () => {
    if (stopping) return void stop(1, { force: true });
    console.log("\n  Stopping …");
    return void stop(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, ask);
  // Who pipes us into a program that ends must not leave us half dead.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  // npm hands a kill only to the shell between us, which dies of it silently.
  if (process.env.npm_lifecycle_event !== "start") return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && !stopping && ask(), PARENT_CHECK_MILLISECONDS).unref();
}

/** Notes a part, so that it is stopped with us, or found by the next start; without it the others are of no use. */
function keep(role, { child }) {
  if (child.pid === undefined) throw new Hindrance(`The ${role} could not be started.`);
  parts.add(child.pid);
  remember(role, child.pid);
  child.once("exit", () => parts.delete(child.pid));
}

function stopWhenOneStops(role, { child }) {
  const fall = (code) => {
    if (stopping) return;
    console.error(
      `\nThe ${role} stopped by itself (exit code ${code}). Stopping the rest; start again with npm start.`,
    );
    void stop(1);
  };
  if (child.exitCode !== null || child.signalCode !== null) fall(child.exitCode);
  else child.once("exit", fall);
}

function welcome(ports, since) {
  const web = `http://localhost:${ports.WEB_PORT}`;
  const graph = `http://localhost:${ports.ROUTER_PORT}/graphql`;
  console.log(`
  Outcry is open (${secondsSince(since)}).

    Storefront   ${web}
    Graph        ${graph}   (Apollo Sandbox in a browser; HTTP and WebSocket)
    Webhooks     http://localhost:${ports.ROUTER_PORT}/webhooks/stripe

    Sign in as   buyer@outcry.test, seller@outcry.test, authenticator@outcry.test, admin@outcry.test
    Password     outcry-demo

    Try your own orders on ${web}/products/outcry-test-runner
    Ctrl-C stops everything; the next start goes on from here.
`);
}

/** Everything that can be wrong and be said before anything is done. */
async function prepare(ports) {
  const running = recall("start");
  if (running) {
    throw new Hindrance(
      `Outcry is running already: ${running.note} (process ${running.pid}). Stop it with Ctrl-C there, or with: kill ${running.pid}`,
    );
  }
  checkDisk(isInstalled());
  await checkDatabaseUrl();
  const leftovers = await stopLeftovers(PARTS);
  if (leftovers > 0) console.log(`  ✓ Stopped ${leftovers} processes that an earlier start left behind`);
  await checkPorts(ports);
  remember("start", process.pid, `http://localhost:${ports.WEB_PORT}`);
}

/** Builds it if need be, and serves it, while the backend starts beside it. */
async function openStorefront(ports) {
  if (!isBuilt()) await step("Building the storefront", () => build(ending.signal));
  if (stopping) return null;
  const storefront = serve(ports);
  keep("storefront", storefront);
  await step("Opening the storefront", () => storefront.ready);
  return storefront;
}

async function open() {
  const since = performance.now();
  readDotEnv();
  const ports = readPorts();
  await prepare(ports);
  await install(ending.signal);
  if (stopping) return;
  const backend = startBackend(ports);
  keep("backend", backend);
  const storefront = await Promise.all([openStorefront(ports), backend.ready]).then(([opened]) => opened);
  if (stopping || !storefront) return;
  welcome(ports, since);
  stopWhenOneStops("backend", backend);
  stopWhenOneStops("storefront", storefront);
}

export function start() {
  stopWhenAsked();
  open().catch((error) => {
    if (stopping) return;
    console.error(`\n${wordsOf(error)}`);
    void stop(1);
  });
}
