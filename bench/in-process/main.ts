/**
 * CPU per request of one question that takes one fetch: Apollo's gateway and subgraph, our router and subgraph over HTTP, and our
 * router with the subgraph in its process. Rounds alternate, so that whatever else the machine does falls on all of them.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { QUERY } from "./graph.ts";

/** What each contestant consists of. The first part is asked, the second is asked by the first. */
const CONTESTANTS: Readonly<Record<string, readonly [string, string?]>> = {
  "stock over HTTP": ["stock gateway", "stock subgraph"],
  "ours over HTTP": ["our router", "our subgraph"],
  "ours in one process": ["our router with the subgraph"],
};
const CONNECTIONS = 16;

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, requests: { type: "string", default: "3000" } },
});
const [rounds, requests] = [Number(values.rounds), Number(values.requests)];

type Contestant = Readonly<{
  name: string;
  children: readonly ChildProcess[];
  pool: Pool;
  /** Of each round: all processes together, and the one that is asked. */
  microseconds: { all: number; first: number }[];
}>;

let asked = 0;
let awake = true;
/** The load never sleeps, so that none is charged for waking it: on a virtual machine that costs more than an answer. */
const stayAwake = () => {
  if (awake) setImmediate(stayAwake);
};

/** Questions that differ, so that none shares another's answer. */
async function load({ pool }: Contestant, count: number): Promise<void> {
  let left = count;
  const askInTurn = async () => {
    while (left-- > 0) {
      asked += 1;
      const response = await pool.request({
        method: "POST",
        path: "/graphql",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ query: QUERY, variables: { id: `p${asked}` } }),
      });
      const text = await response.body.text();
      if (!text.includes("Runner p")) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, askInTurn));
}

async function cpuOf(child: ChildProcess): Promise<number> {
  const answered = once(child, "message");
  child.send("cpu");
  const [{ user, system }] = (await answered) as [NodeJS.CpuUsage];
  return user + system;
}

async function startPart(part: string, subgraphUrl: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(new URL("serving.ts", import.meta.url).pathname, [part, subgraphUrl], {
    // The nursery that `npm start` and the fleet give theirs; every contestant has it.
    execArgv: ["--max-semi-space-size=32", "--import", "tsx"],
    env: { ...process.env, NODE_ENV: "production", APOLLO_TELEMETRY_DISABLED: "1" },
  });
  const [url] = (await once(child, "message")) as [string];
  return { child, url };
}

async function start([name, [gateway, behind]]: [string, readonly [string, string?]]): Promise<Contestant> {
  const subgraph = behind ? await startPart(behind, "") : null;
  const first = await startPart(gateway, subgraph?.url ?? "http://127.0.0.1:1/graphql");
  const children = [first.child, ...(subgraph ? [subgraph.child] : [])];
  return {
    name,
    children,
    pool: new Pool(new URL(first.url).origin, { connections: CONNECTIONS }),
    microseconds: [],
  };
}

async function round(contestant: Contestant): Promise<void> {
  const before = await Promise.all(contestant.children.map(cpuOf));
  await load(contestant, requests);
  const after = await Promise.all(contestant.children.map(cpuOf));
  const used = after.map((value, index) => (value - (before[index] ?? 0)) / requests);
  contestant.microseconds.push({ all: used.reduce((sum, value) => sum + value, 0), first: used[0] ?? 0 });
}

const middleOf = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[values.length >> 1] ?? 0;

stayAwake();
const contestants: Contestant[] = [];
for (const contestant of Object.entries(CONTESTANTS)) contestants.push(await start(contestant));
for (const contestant of contestants) await load(contestant, requests);
for (let count = 0; count < rounds; count += 1) for (const contestant of contestants) await round(contestant);

console.log(`CPU per request in microseconds, median of ${rounds} rounds of ${requests} requests`);
const stock = contestants[0]?.microseconds ?? [];
const stockAll = middleOf(stock.map(({ all }) => all));
const stockFirst = middleOf(stock.map(({ first }) => first));
for (const { name, microseconds } of contestants) {
  const all = middleOf(microseconds.map((used) => used.all));
  const first = middleOf(microseconds.map((used) => used.first));
  const rounded = microseconds.map((used) => used.all.toFixed(0)).join(" ");
  console.log(
    `${name.padEnd(20)} ${all.toFixed(0).padStart(5)} in all, 1/${(stockAll / all).toFixed(1)} of stock (${rounded}); ` +
      `${first.toFixed(0)} in the process that is asked, 1/${(stockFirst / first).toFixed(1)} of stock`,
  );
}
awake = false;
for (const { children, pool } of contestants) {
  await pool.close();
  for (const child of children) child.disconnect();
}
