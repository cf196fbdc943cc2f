/**
 * One subscription, many who watch it: the share of messages that arrive, how late they are, and what each client costs the
 * router. The router has a core of its own; the clients, and the subgraphs behind it, share another.
 */
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Arrivals, watchers } from "./clients.ts";
import { startSubgraphs } from "./graph.ts";

const { values } = parseArgs({
  options: {
    clients: { type: "string", default: "1000,5000" },
    seconds: { type: "string", default: "10" },
    rate: { type: "string", default: "10" },
  },
});
const [seconds, rate] = [Number(values.seconds), Number(values.rate)];
const WARM_UP_EVENTS = 30;
/** What is under way when the last event was sent may take this long. */
const LAST_MILLISECONDS = 2_000;

type State = { cpu: NodeJS.CpuUsage; rss: number; kept: number };

const pin = (pid: number | undefined, core: number): void => {
  const { status } = spawnSync("taskset", ["-cp", String(core), String(pid)]);
  if (status !== 0) console.log(`Process ${pid} could not be given a core of its own.`);
};

async function stateOf(router: ChildProcess, what: "cpu" | "memory"): Promise<State> {
  const answered = once(router, "message");
  router.send(what);
  return ((await answered) as [State])[0];
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Publishes at the rate, by the clock: a late event does not make the next one later. */
async function publishAtRate(publish: () => void, events: number): Promise<void> {
  const begun = performance.now();
  for (let event = 0; event < events; event += 1) {
    await wait(Math.max(0, begun + (event * 1_000) / rate - performance.now()));
    publish();
  }
}

async function measure(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-fanout-"));
  const subgraphs = await startSubgraphs();
  const file = join(folder, "supergraph.graphql");
  writeFileSync(file, subgraphs.supergraph);
  const router = fork(new URL("routing.ts", import.meta.url).pathname, [file], {
    execArgv: ["--expose-gc", "--import", "tsx", ...(process.env.FANOUT_NODE_OPTIONS?.split(" ") ?? [])],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const [url] = (await once(router, "message")) as [string];
  pin(router.pid, 0);
  const arrivals = new Arrivals();
  const socketUrl = `${url.replace("http", "ws")}/graphql`;
  // The first few pay for what is loaded and compiled on their behalf.
  const early = await watchers(socketUrl, 100, arrivals);
  for (const socket of early) socket.terminate();
  await wait(500);
  const before = await stateOf(router, "memory");
  const sockets = await watchers(socketUrl, count, arrivals);
  await wait(500);
  const opened = await stateOf(router, "memory");
  await publishAtRate(subgraphs.publish, WARM_UP_EVENTS);
  await wait(LAST_MILLISECONDS);
  const quiet = await stateOf(router, "cpu");
  const ownBefore = process.cpuUsage();
  arrivals.isMeasuring = true;
  const events = seconds * rate;
  await publishAtRate(subgraphs.publish, events);
  await wait(LAST_MILLISECONDS);
  const own = process.cpuUsage(ownBefore);
  const after = await stateOf(router, "cpu");
  const { latencies, repeated } = arrivals;
  latencies.sort((one, other) => one - other);
  const cpuOf = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;
  const cpu = (cpuOf(after.cpu) - cpuOf(quiet.cpu)) / seconds;
  const kilobytes = (bytes: number) => `${(bytes / count / 1_024).toFixed(1)} KB`;
  const expected = events * count;
  console.log(
    [
      `${count} clients, ${rate} events a second, ${seconds} s, ${subgraphs.subscriptions()} stream from the subgraph`,
      `  delivered ${((latencies.length / expected) * 100).toFixed(3)} % of ${expected}, ${repeated} repeated`,
      `  latency p50 ${at(latencies, 0.5).toFixed(0)} ms, p99 ${at(latencies, 0.99).toFixed(0)} ms, most ${at(latencies, 1).toFixed(0)} ms`,
      `  memory per client: ${kilobytes(opened.kept - before.kept)} kept, ${kilobytes(opened.rss - before.rss)} resident; under load ${kilobytes(after.rss - before.rss)} resident`,
      `  CPU: router ${(cpu * 100).toFixed(0)} % of a core, ${((cpu / rate / count) * 1e6).toFixed(1)} µs a message; clients ${((cpuOf(own) / seconds) * 100).toFixed(0)} %`,
    ].join("\n"),
  );
  for (const socket of sockets) socket.terminate();
  router.disconnect();
  await once(router, "exit");
  subgraphs.close();
  rmSync(folder, { recursive: true, force: true });
}

pin(process.pid, 1);
for (const count of (values.clients ?? "").split(",").map(Number)) await measure(count);
process.exit();
