/**
 * Orders acknowledged at the command boundary of offers, against the obvious way and against the floor, interleaved on one
 * PostgreSQL. `npm run bench -- offers [--books 20,1,500] [--contestants …] [--instances 1,2] [--rounds 3] [--seconds 3]`;
 * with `--replay trades.csv` the sales of a file, all of them, a tenth of it by each in turn.
 */
import { fork } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { discardPostgres, startPostgres } from "@outcry/embedded";
import { makeRedis, missingRedis } from "@outcry/testkit";
import { cpuSecondsOf } from "../measure/processes.ts";
import { checkBooks, checkSales } from "./checks.ts";
import { CONTESTANTS, type Contestant, type Order, type Round, type Setting } from "./contestant.ts";
import { type Slice, sizeOf } from "./replay.ts";
import { type Measured, printed, printedReplay, summaryOf } from "./report.ts";
import { copyScene, makeScene, SHAPES } from "./scene.ts";
import { ageLog, describe, dropDatabases, postmasterOf } from "./server.ts";

const { values: options } = parseArgs({
  options: {
    books: { type: "string", default: "20,1,500" },
    contestants: { type: "string", default: CONTESTANTS.join(",") },
    instances: { type: "string", default: "1,2" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "3" },
    callers: { type: "string", default: "50" },
    connections: { type: "string", default: "20" },
    replay: { type: "string" },
  },
});

const listOf = (text: string): string[] => text.split(",").filter(Boolean);
const [rounds, seconds, callers] = [options.rounds, options.seconds, options.callers].map(Number) as [
  number,
  number,
  number,
];
/** The same for every contestant, and as `npm start` has it. */
const NODE_OPTIONS = ["--max-semi-space-size=32", "--min-semi-space-size=32", "--import", "tsx"];
/** Until the engine has compiled what is hot: whoever is measured runs for days. */
const WARM_UP_SECONDS = 6;
const SLICES = 10;

async function startContestant(setting: Setting) {
  const child = fork(new URL("./contestant.ts", import.meta.url).pathname, { execArgv: NODE_OPTIONS });
  const ask = (order: Order): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`${setting.contestant} ended.`));
      child.once("exit", ended);
      child.once("message", (answer) => {
        child.off("exit", ended);
        resolve(answer);
      });
      child.send(order);
    });
  await ask({ setting });
  return {
    run: (of: number, length: number) => ask({ callers: of, seconds: length }) as Promise<Round>,
    replay: (slice: Slice) => ask({ slice }) as Promise<number>,
    stop: () => child.disconnect(),
  };
}
type Running = Awaited<ReturnType<typeof startContestant>>;

/** One round of all instances of a contestant, with what PostgreSQL used meanwhile. */
async function roundOf(
  instances: readonly Running[],
  postgresPid: number,
  length: number,
): Promise<Measured> {
  const before = cpuSecondsOf(postgresPid);
  const results = await Promise.all(
    instances.map((it) => it.run(Math.round(callers / instances.length), length)),
  );
  return { results, databaseCpuSeconds: cpuSecondsOf(postgresPid) - before };
}

async function measure(
  server: { url: string; pid: number },
  books: string,
  instances: number,
): Promise<void> {
  const shape = SHAPES[books];
  if (!shape) throw new Error(`--books knows ${Object.keys(SHAPES).join(", ")}.`);
  const template = `bench_${books}_${instances}`;
  await dropDatabases(server.url, template);
  const { scene } = await makeScene(server.url, template, shape);
  const contestants = listOf(options.contestants) as Contestant[];
  const running = new Map<Contestant, { adminUrl: string; children: Running[]; measured: Measured[] }>();
  for (const contestant of contestants) {
    const adminUrl = await copyScene(server.url, template, `${template}_${contestant.replace("-", "_")}`);
    const setting = {
      contestant,
      adminUrl,
      scene,
      connections: Math.ceil(Number(options.connections) / instances),
      redisUrl: instances > 1 ? (redis?.url ?? null) : null,
    };
    const children = await Promise.all(Array.from({ length: instances }, () => startContestant(setting)));
    running.set(contestant, { adminUrl, children, measured: [] });
    await roundOf(children, server.pid, WARM_UP_SECONDS);
  }
  for (let round = 0; round < rounds; round += 1)
    for (const { children, measured } of running.values())
      measured.push(await roundOf(children, server.pid, seconds));
  for (const { children } of running.values()) for (const child of children) child.stop();
  console.log(
    `\n${shape.books} book(s), ${instances} instance(s), ${callers} callers, median of ${rounds} rounds of ${seconds} s`,
  );
  console.table(printed([...running].map(([name, { measured }]) => summaryOf(name, measured))));
  const ours = running.get("ours");
  if (ours) await checkBooks(ours.adminUrl);
  await dropDatabases(server.url, template);
}

/** Every contestant trades the whole file, in turns; each must leave as many sales, worth as much, as the file has. */
async function replay(server: { url: string }, file: string): Promise<void> {
  const { markets, sales, cents } = sizeOf(file);
  const template = "bench_replay";
  await dropDatabases(server.url, template);
  const { scene } = await makeScene(server.url, template, { books: markets, depth: 0, sales: 0 });
  const contestants = listOf(options.contestants).filter((name) => !name.startsWith("floor")) as Contestant[];
  const running = new Map<Contestant, { adminUrl: string; child: Running; seconds: number[] }>();
  for (const contestant of contestants) {
    const adminUrl = await copyScene(server.url, template, `${template}_${contestant.replace("-", "_")}`);
    const child = await startContestant({
      contestant,
      adminUrl,
      scene,
      connections: Number(options.connections),
      redisUrl: null,
    });
    running.set(contestant, { adminUrl, child, seconds: [] });
  }
  for (let turn = 0; turn < SLICES; turn += 1) {
    const [from, to] = [turn, turn + 1].map((share) => Math.floor((sales * share) / SLICES)) as [
      number,
      number,
    ];
    for (const { child, seconds: took } of running.values())
      took.push(await child.replay({ file, from, to, callers }));
  }
  for (const { adminUrl, child } of running.values()) {
    child.stop();
    await checkSales(adminUrl, sales, cents);
  }
  console.log(
    `\nReplay of ${sales} sales in ${markets} markets worth ${cents} cents, ${callers} callers, in ${SLICES} turns`,
  );
  console.table(
    printedReplay([...running].map(([name, { seconds: took }]) => ({ name, sales, seconds: took }))),
  );
  const ours = running.get("ours");
  if (ours) await checkBooks(ours.adminUrl);
  await dropDatabases(server.url, template);
}

/** The PostgreSQL of DATABASE_URL (a superuser's) as it is, or one of our own, as if it had run for days, that ends with the run. */
async function findServer() {
  const given = process.env.DATABASE_URL;
  if (given) return { url: given, pid: await postmasterOf(given), stop: async () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "outcry-bench-"));
  chmodSync(folder, 0o755); // Another account runs PostgreSQL when we are root.
  const own = await startPostgres({ dataDirectory: join(folder, "postgres") });
  await ageLog(own.url);
  const stop = async () => {
    await own.stop();
    await discardPostgres(join(folder, "postgres"));
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: own.url, pid: own.pid, stop };
}

const severalInstances =
  !options.replay && listOf(options.instances).some((instances) => Number(instances) > 1);
const withoutRedis = missingRedis();
const redis = severalInstances && withoutRedis === undefined ? await makeRedis() : null;
const server = await findServer();
try {
  console.log(await describe(server.url));
  if (severalInstances && withoutRedis)
    console.log(`Instances of ours each write by themselves: ${withoutRedis}.`);
  if (options.replay) await replay(server, options.replay);
  else
    for (const instances of listOf(options.instances))
      for (const books of listOf(options.books)) await measure(server, books, Number(instances));
} finally {
  await server.stop();
  await redis?.discard();
}
