/**
 * Orders placed through the router of a whole marketplace: in one process as `npm start` runs it, or with `--shape fleet` a
 * process each for the router, every subgraph and the provider's stand-in. Limits and passports are on, rates off (fifty
 * callers stand for thousands). Once with the orders, charges and ledger entries that the trades cause, and
 * once with the consumers of trades paused, so that what the order path itself costs is seen beside it. The callers have a
 * process of their own, on the same machine. What the sagas still have to do at the end is waited for and told.
 * `npm run bench -- through-router [--seconds 15] [--callers 50] [--sagas running,paused]
 * [--shape one-process|fleet] [--statements] [--profile FOLDER]`
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Callers, startCallers } from "../market/callers.ts";
import { makePeople, makeVariants } from "../market/people.ts";
import { ownCpuSecondsOf } from "../measure/processes.ts";
import { startFleet } from "./fleet.ts";
import { withSagasPaused } from "./paused.ts";
import { type Place, startInOneProcess } from "./place.ts";
import { type BenchPostgres, startBenchPostgres } from "./postgres.ts";
import { printRun, type Used, usedBetween } from "./report.ts";
import { untilSettled } from "./sagas.ts";
import { forgetStatements, printStatements } from "./statements.ts";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "15" },
    callers: { type: "string", default: "50" },
    sagas: { type: "string", default: "running,paused" },
    shape: { type: "string", default: "one-process" },
    statements: { type: "boolean", default: false },
    profile: { type: "string" },
  },
});
const [seconds, count] = [Number(options.seconds), Number(options.callers)];
const WARM_UP_MILLISECONDS = 3_000;

type Scene = Readonly<{
  postgres: BenchPostgres;
  place: Place;
  callers: Callers;
  task: Parameters<Callers["start"]>[0];
}>;

/** CPU seconds so far of each process, and of PostgreSQL's backends by whom they serve. */
async function used({ postgres, place, callers }: Scene): Promise<Used> {
  return new Map([
    ...place.processes.map(([name, pid]) => [name, ownCpuSecondsOf(pid)] as const),
    ...(await postgres.used()),
    ["callers", ownCpuSecondsOf(callers.pid)],
  ]);
}

/** Measures a run; the trades it made. */
async function measure(scene: Scene, how: string): Promise<number> {
  const { callers, task, postgres } = scene;
  callers.start(task);
  await wait(WARM_UP_MILLISECONDS);
  await callers.stop();
  if (options.statements) await forgetStatements(postgres.sql);
  const tradesBefore = await countTrades(scene);
  const [started, before] = [performance.now(), await used(scene)];
  callers.start(task);
  await wait(seconds * 1_000);
  const calls = await callers.stop();
  const took = (performance.now() - started) / 1_000;
  printRun(`${count} callers, ${how}`, {
    calls,
    seconds: took,
    used: usedBetween(before, await used(scene)),
  });
  return (await countTrades(scene)) - tradesBefore;
}

/** How many trades these books have seen. */
async function countTrades({ postgres, task }: Scene): Promise<number> {
  const [row] = await postgres.sql<{ trades: number }[]>`
    select count(*)::int as trades from offers.trades where variant_id = any(${task.variantIds as string[]})`;
  return row?.trades ?? 0;
}

const cpuOf = ({ processes }: Place): number =>
  processes.reduce((sum, [, pid]) => sum + ownCpuSecondsOf(pid), 0);

async function settle({ postgres, place, task }: Scene): Promise<void> {
  const before = cpuOf(place);
  const settled = await untilSettled(postgres.sql, task.variantIds);
  const milliseconds = ((cpuOf(place) - before) * 1_000) / settled.open;
  console.log(
    `  then ${settled.open} sagas were under way; all had ended ${settled.seconds.toFixed(1)} s later` +
      (settled.open > 0 ? `, for ${milliseconds.toFixed(2)} ms of the marketplace's CPU each` : ""),
  );
}

const [postgres, callers] = await Promise.all([
  startBenchPostgres({ counting: options.statements }),
  startCallers(),
]);
try {
  const start = options.shape === "fleet" ? startFleet : startInOneProcess;
  const place = await start(postgres, options.profile);
  try {
    const { graphUrl } = place;
    const variantIds = await makeVariants(await place.admin(), ["One", "Two"]);
    const tokens = (await makePeople(graphUrl, count)).map(({ token }) => token ?? "");
    const scene: Scene = { postgres, place, callers, task: { graphUrl, tokens, variantIds } };
    for (const sagas of options.sagas.split(",")) {
      const run = () => measure(scene, `sagas ${sagas}`);
      const traded = await (sagas === "paused" ? withSagasPaused(postgres.sql, run) : run());
      await settle(scene);
      if (options.statements) await printStatements(postgres.sql, traded);
    }
  } finally {
    await place.stop();
  }
} finally {
  callers.end();
  await postgres.stop();
}
