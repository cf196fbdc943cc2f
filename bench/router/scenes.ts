import type { ChildProcess } from "node:child_process";
import { rmSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { CONTESTANTS, type Setting } from "./contestants/contestants.ts";
import { measure, middle, type Round, type Scene, warmUp } from "./measure.ts";
import type { Options } from "./options.ts";
import {
  ask,
  freePort,
  type Gateway,
  helper,
  startGateway,
  stopGateway,
  writeSupergraph,
} from "./processes.ts";
import { QUERIES, type Query } from "./queries.ts";
import { printScene, printTargets } from "./report.ts";
import { composeAt } from "./schemas.ts";

type Cast = Readonly<{
  load: ChildProcess;
  subgraphs: ChildProcess;
  gateways: ReadonlyMap<string, Gateway>;
  /** Why a contestant does not take part. */
  absent: ReadonlyMap<string, string>;
}>;

/** Measures every contestant in every scene and prints what was seen. */
export async function runScenes(options: Options, folder: string): Promise<void> {
  const begun = performance.now();
  const cast = await gather(options, folder);
  const stop = () => Promise.all([...cast.gateways.values()].map(({ child }) => stopGateway(child)));
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    const measured = new Map<number, Map<string, ReadonlyMap<string, Round | string>>>();
    for (const latencyMilliseconds of options.latencies) {
      await ask(cast.subgraphs, { latencyMilliseconds });
      const byQuery = new Map<string, ReadonlyMap<string, Round | string>>();
      measured.set(latencyMilliseconds, byQuery);
      for (const name of options.queries) {
        const scene = sceneOf(name, latencyMilliseconds, options);
        const results = await runScene(cast, scene, options);
        byQuery.set(name, results);
        printScene(titleOf(name, scene, latencyMilliseconds, results), results);
      }
    }
    for (const [latency, byQuery] of measured) printTargets(latency, byQuery);
    console.log(`\nMeasured within ${((performance.now() - begun) / 60_000).toFixed(1)} minutes.`);
  } finally {
    await stop();
    cast.load.disconnect();
    cast.subgraphs.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function gather({ contestants }: Options, folder: string): Promise<Cast> {
  const file = (name: string) => new URL(name, import.meta.url).pathname;
  const [subgraphs, load] = await Promise.all([
    helper(file("./subgraphs-process.ts")),
    helper(file("./load-process.mjs")),
  ]);
  const { urls } = subgraphs.first as { urls: Record<string, string> };
  const supergraph = writeSupergraph(folder, composeAt(urls));
  const gateways = new Map<string, Gateway>();
  const absent = new Map<string, string>();
  for (const name of contestants) {
    const setting: Setting = { supergraph, urls, port: await freePort(), folder: `${folder}/${name}` };
    try {
      const command = CONTESTANTS[name]?.command(setting);
      if (command) gateways.set(name, await startGateway(command, setting.port));
    } catch (fault) {
      absent.set(name, `does not start: ${(fault as Error).message}`);
    }
  }
  return { load: load.child, subgraphs: subgraphs.child, gateways, absent };
}

/** Sharing wants a crowd. */
const CROWD = 2;
/** Where requests mostly wait, a few connections leave a core idle, and what is measured is how dear it is to wake. */
const WAITING = 4;

function sceneOf(name: string, latencyMilliseconds: number, { connections }: Options): Scene {
  const identical = name === "identical";
  const query = QUERIES[identical ? "four" : name];
  if (!query) throw new Error(`There is no query ${name}.`);
  const times = (identical ? CROWD : 1) * (query.waits && latencyMilliseconds > 0 ? WAITING : 1);
  return { query, identical, connections: connections * times };
}

function titleOf(
  name: string,
  { query, connections }: Scene,
  latency: number,
  results: ReadonlyMap<string, Round | string>,
) {
  const bytes = [...results.values()].find((result) => typeof result === "object")?.bytes ?? 0;
  const size = bytes > 10_000 ? `${Math.round(bytes / 1_000)} KB` : `${(bytes / 1_000).toFixed(1)} KB`;
  const fetches = query.fetches === 1 ? "1 fetch" : `${query.fetches} fetches`;
  return `${name}: ${fetches}, ${size} an answer, ${connections} connections, subgraphs take ${latency} ms`;
}

/** Rounds of all contestants in turn, so that whatever disturbs the machine disturbs them alike. */
async function runScene({ load, gateways, absent }: Cast, scene: Scene, options: Options) {
  const results = new Map<string, Round | string>(absent);
  const amounts = new Map<string, number>();
  const expected = await answerOf([...gateways][0]?.[1], scene.query);
  for (const [name, gateway] of gateways) {
    const fault = differenceIn(await answerOf(gateway, scene.query), expected);
    if (fault) results.set(name, fault);
    else {
      const perSecond = await warmUp(load, gateway, scene, options.warmup);
      amounts.set(name, Math.ceil(Math.max(perSecond * options.seconds, scene.connections * 4)));
    }
  }
  const rounds = new Map<string, Round[]>();
  for (let count = 0; count < options.rounds; count += 1)
    for (const [name, amount] of amounts) {
      const gateway = gateways.get(name);
      if (!gateway) continue;
      const round = await measure(load, gateway, scene, amount);
      rounds.set(name, [...(rounds.get(name) ?? []), round]);
    }
  for (const [name, measured] of rounds) results.set(name, middle(measured));
  return new Map([...results].sort(([one], [other]) => place(options, one) - place(options, other)));
}

const place = ({ contestants }: Options, name: string): number => contestants.indexOf(name);

async function answerOf(gateway: Gateway | undefined, { text, variables }: Query): Promise<unknown> {
  if (!gateway) return null;
  const response = await fetch(gateway.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: text, variables: variables("check") }),
  });
  return response.json().catch((fault) => ({ fault: String(fault), status: response.status }));
}

/** Whoever answers something else is not faster, but wrong. */
function differenceIn(answer: unknown, expected: unknown): string | null {
  const { data, errors } = answer as { data?: unknown; errors?: unknown };
  if (errors || !data) return `answers ${JSON.stringify(answer).slice(0, 200)}`;
  if (!isDeepStrictEqual(data, (expected as { data?: unknown }).data)) return "answers something else";
  return null;
}
