import type { ChildProcess } from "node:child_process";
import { cpuSecondsOf, residentMegabytesOf } from "../measure/processes.ts";
import { ask, type Gateway } from "./processes.ts";
import type { Query } from "./queries.ts";

/** What one round of one contestant shows. Times in milliseconds, CPU in microseconds a request, memory in MB. */
export type Round = Readonly<{
  answered: number;
  failed: number;
  perSecond: number;
  cpu: number;
  p50: number;
  p99: number;
  memory: number;
  bytes: number;
}>;

export type Scene = Readonly<{ query: Query; identical: boolean; connections: number }>;

type Loaded = Readonly<{
  answered: number;
  failed: number;
  seconds: number;
  bytes: number;
  p50: number;
  p99: number;
  fault?: string;
}>;

const order = ({ url }: Gateway, { query, identical, connections }: Scene) => ({
  url,
  connections,
  text: query.text,
  variables: JSON.stringify(query.variables("%")),
  identical,
});

/** A gateway is warm once this many runs in a row were not so much faster than the best before them. */
const WARM = { runs: 2, times: 1.05, runsMost: 12 };

/**
 * Answers a second, from short runs whose figures are thrown away: they let caches fill and code be compiled. One run is not
 * enough for whoever answers few requests in it: two seconds of stock's first scene showed it at half of its later speed.
 */
export async function warmUp(
  load: ChildProcess,
  gateway: Gateway,
  scene: Scene,
  seconds: number,
): Promise<number> {
  let best = 0;
  for (let runs = 0, idle = 0; runs < WARM.runsMost && idle < WARM.runs; runs += 1) {
    const { answered, seconds: took } = await run(load, { ...order(gateway, scene), seconds });
    const perSecond = took > 0 ? answered / took : 0;
    idle = perSecond > best * WARM.times ? 0 : idle + 1;
    best = Math.max(best, perSecond);
  }
  return best;
}

/** Measures a number of requests, all answered before the clock is read: none is left half done. */
export async function measure(
  load: ChildProcess,
  gateway: Gateway,
  scene: Scene,
  amount: number,
): Promise<Round> {
  const pid = gateway.child.pid ?? 0;
  const before = cpuSecondsOf(pid);
  const loaded = await run(load, { ...order(gateway, scene), amount });
  const { answered, failed, seconds, bytes, p50, p99 } = loaded;
  return {
    answered,
    failed,
    perSecond: answered / seconds,
    cpu: ((cpuSecondsOf(pid) - before) * 1_000_000) / Math.max(1, answered),
    p50,
    p99,
    memory: residentMegabytesOf(pid),
    bytes,
  };
}

async function run(load: ChildProcess, message: object): Promise<Loaded> {
  const loaded = await ask<Loaded>(load, message);
  if (loaded.fault) throw new Error(loaded.fault);
  return loaded;
}

/** The middle of all rounds: one that was disturbed does not count. */
export function middle(rounds: readonly Round[]): Round {
  const of = (name: keyof Round): number => {
    const sorted = rounds.map((round) => round[name]).sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return {
    answered: rounds.reduce((sum, { answered }) => sum + answered, 0),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
    perSecond: of("perSecond"),
    cpu: of("cpu"),
    p50: of("p50"),
    p99: of("p99"),
    memory: of("memory"),
    bytes: of("bytes"),
  };
}
