/**
 * Orders placed through the router of a whole marketplace in one process, as `npm start` runs it: limits and passports on,
 * rates off (fifty callers stand for thousands), with the orders, charges and ledger entries that the trades cause. The callers
 * have a process of their own, on the same machine. What the sagas still have to do at the end is waited for and told.
 * `npm run bench -- through-router [--seconds 15] [--callers 50] [--profile FOLDER]`
 */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Marketplace, startMarketplace } from "../../scripts/test/marketplace.ts";
import { type Call, type Callers, startCallers } from "../market/callers.ts";
import { latenciesOf, tell } from "../market/latencies.ts";
import { demoAdmin, makePeople, makeVariants } from "../market/people.ts";
import { cpuSecondsOf, ownCpuSecondsOf, profilingInto } from "../measure/processes.ts";
import { untilSettled } from "./sagas.ts";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "15" },
    callers: { type: "string", default: "50" },
    profile: { type: "string" },
  },
});
const [seconds, count] = [Number(options.seconds), Number(options.callers)];
const WARM_UP_MILLISECONDS = 3_000;

/** CPU seconds so far: of the process with router and subgraphs, of PostgreSQL, which is a child of it, and of the callers. */
function usedBy({ pid }: Marketplace, callers: Callers) {
  const marketplace = ownCpuSecondsOf(pid);
  return { marketplace, PostgreSQL: cpuSecondsOf(pid) - marketplace, callers: ownCpuSecondsOf(callers.pid) };
}
type Used = ReturnType<typeof usedBy>;

function print(calls: readonly Call[], took: number, before: Used, after: Used): void {
  const latencies = latenciesOf(calls.map(({ milliseconds }) => milliseconds));
  const rate = (calls.length / took).toFixed(0);
  console.log(`${count} callers, ${took.toFixed(1)} s: ${rate} orders a second; ${tell(latencies)}`);
  const outcomes = new Map<string, number>();
  for (const { outcome } of calls) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  console.log(`  ${[...outcomes].map(([what, number]) => `${what} ${number}`).join(", ")}`);
  for (const name of ["marketplace", "PostgreSQL", "callers"] as const) {
    const used = after[name] - before[name];
    const perOrder = (used / calls.length) * 1_000;
    console.log(
      `  ${name}: ${((used / took) * 100).toFixed(0)} % of a core, ${perOrder.toFixed(2)} ms an order`,
    );
  }
}

async function measure(marketplace: Marketplace, callers: Callers): Promise<void> {
  const { graphUrl } = marketplace;
  const variantIds = await makeVariants(await demoAdmin(graphUrl), ["One", "Two"]);
  const tokens = (await makePeople(graphUrl, count)).map(({ token }) => token ?? "");
  callers.start({ graphUrl, tokens, variantIds });
  await wait(WARM_UP_MILLISECONDS);
  await callers.stop();
  const [started, before] = [performance.now(), usedBy(marketplace, callers)];
  callers.start({ graphUrl, tokens, variantIds });
  await wait(seconds * 1_000);
  const calls = await callers.stop();
  print(calls, (performance.now() - started) / 1_000, before, usedBy(marketplace, callers));
  const settled = await untilSettled(await marketplace.databaseUrl(), variantIds);
  console.log(
    `  then ${settled.open} sagas were under way; all had ended ${settled.seconds.toFixed(1)} s later`,
  );
}

const [marketplace, callers] = await Promise.all([
  startMarketplace({ OUTCRY_RATE_LIMITS: "off" }, profilingInto(options.profile)),
  startCallers(),
]);
try {
  await measure(marketplace, callers);
} finally {
  callers.end();
  await marketplace.dispose();
}
