/** Replays a file of sales through the public graph: an ask rests at each price, a bid takes it, an order and a payment follow. */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { adminKey, jobAccount } from "./partner/accounts.ts";
import { type GraphClient, graphClient } from "./partner/graph-client.ts";
import { jobState } from "./partner/job-state.ts";
import { settings } from "./partner/settings.ts";
import { Mistake, runProgram } from "./partner/stop-with-sentence.ts";
import { ensureCatalogue } from "./replay/catalogue.ts";
import { differences, expectedOf, type Outcome, readOutcome } from "./replay/compare.ts";
import { planReplay, type ReplayPlan } from "./replay/plan.ts";
import { tradeSale } from "./replay/trade.ts";

/** Markets that are replayed side by side; within one the file's order is kept. */
const MARKETS_AT_ONCE = 24;
const SETTLING_PAUSE_MILLISECONDS = 2_000;
const SETTLING_TURNS_MAX = 300;
/** What a killed process had in hand is taken up by another within two minutes: stillness for longer means that it is lost. */
const STILL_TURNS_MAX = 75;

type State = {
  buyerKey: string;
  sellerKey: string;
  done: Record<string, number>;
  offTick: { row: number; price: string }[];
};

const SAVE_CARD = `mutation { savePaymentMethod(input: { token: "pm_card_visa" }) { paymentMethod { id } userErrors { message } } }`;

async function openAccounts(admin: GraphClient): Promise<State> {
  const [buyer, seller] = [
    await jobAccount(settings.url, admin, "buyer"),
    await jobAccount(settings.url, admin, "seller"),
  ];
  const { savePaymentMethod } = await graphClient(settings.url, buyer.key).ask<{
    savePaymentMethod: { paymentMethod: { id: string } | null; userErrors: { message: string }[] };
  }>(SAVE_CARD);
  if (!savePaymentMethod.paymentMethod)
    throw new Mistake(`The card was refused: ${savePaymentMethod.userErrors[0]?.message}`);
  return { buyerKey: buyer.key, sellerKey: seller.key, done: {}, offTick: [] };
}

/** Sends every sale that is not known to be done. Stops between two sales when asked to. */
async function sendSales(
  plan: ReplayPlan,
  variants: Map<string, string>,
  state: State,
  save: () => void,
  stopping: AbortSignal,
): Promise<void> {
  const clients = {
    buyer: graphClient(settings.url, state.buyerKey),
    seller: graphClient(settings.url, state.sellerKey),
  };
  const queue = [...plan.markets.entries()].sort(([, left], [, right]) => right.length - left.length);
  const before = [...plan.markets].reduce(
    (sum, [key, sales]) => sum + Math.min(state.done[key] ?? 0, sales.length),
    0,
  );
  const bar = new SingleBar(
    {
      format: "  {bar} {percentage}% | {value}/{total} sales | {rate}/s | {eta_formatted} left",
      etaBuffer: 500,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  let sent = 0;
  bar.start(plan.total, before, { rate: 0 });
  const replayMarket = async (key: string, sales: readonly (typeof queue)[number][1][number][]) => {
    for (const [index, sale] of sales.entries()) {
      if (index < (state.done[key] ?? 0)) continue;
      if (stopping.aborted) return;
      const outcome = await tradeSale(clients, plan.fileHash, variants.get(key) ?? "", sale);
      if (outcome.kind === "off-tick") state.offTick.push({ row: outcome.row, price: outcome.price });
      state.done[key] = index + 1;
      sent += 1;
      bar.increment({ rate: Math.round(sent / ((performance.now() - started) / 1_000)) });
    }
  };
  const saving = setInterval(save, 1_000);
  const lane = async () => {
    for (let next = queue.shift(); next && !stopping.aborted; next = queue.shift())
      await replayMarket(next[0], next[1]);
  };
  try {
    await Promise.all(Array.from({ length: MARKETS_AT_ONCE }, lane));
  } finally {
    clearInterval(saving);
    save();
    bar.stop();
  }
}

/** Waits until every trade has its order and its held payment: they follow by events, a moment later. */
async function settle(buyer: GraphClient, plan: ReplayPlan, variants: Map<string, string>): Promise<Outcome> {
  let outcome = await readOutcome(buyer, plan, variants);
  let stillness = 0;
  for (
    let turn = 1;
    turn <= SETTLING_TURNS_MAX && outcome.heldPayments < outcome.trades && stillness < STILL_TURNS_MAX;
    turn += 1
  ) {
    process.stdout.write(`\r  ${outcome.heldPayments} of ${outcome.trades} payments are held …   `);
    await wait(SETTLING_PAUSE_MILLISECONDS);
    const next = await readOutcome(buyer, plan, variants);
    stillness = next.heldPayments === outcome.heldPayments ? stillness + 1 : 0;
    outcome = next;
  }
  process.stdout.write("\r");
  return outcome;
}

function report(plan: ReplayPlan, state: State, outcome: Outcome): void {
  const expected = expectedOf(plan, new Set(state.offTick.map(({ row }) => row)));
  const totals = [...expected.values()].reduce(
    (sum, market) => ({ count: sum.count + market.count, sum: sum.sum + market.sum }),
    {
      count: 0,
      sum: 0n,
    },
  );
  const wrong = differences(expected, outcome.markets);
  for (const { row, price } of state.offTick)
    console.log(`  Row ${row}: ${price} is between two ticks (TickSizeError); not traded.`);
  console.log(`\n               ${"the file".padStart(18)} ${"the market".padStart(18)}`);
  const line = (name: string, left: unknown, right: unknown) =>
    console.log(
      `  ${name.padEnd(13)}${String(left).padStart(18)} ${String(right).padStart(18)} ${left === right ? "✓" : "✗"}`,
    );
  line("trades", totals.count, outcome.trades);
  line("sum in cents", totals.sum, outcome.sum);
  line("markets", expected.size, outcome.markets.size);
  line("orders", totals.count, outcome.orders);
  line("held payments", totals.count, outcome.heldPayments);
  for (const sentence of wrong.slice(0, 20)) console.log(`  ✗ ${sentence}`);
  if (wrong.length > 0 || outcome.orders !== totals.count || outcome.heldPayments !== totals.count) {
    throw new Mistake("The market differs from the file.");
  }
  console.log(`\n  All ${expected.size} markets have the file's count, sum and last price.`);
}

await runProgram(async () => {
  const { values, positionals } = parseArgs({
    options: { rows: { type: "string" } },
    allowPositionals: true,
  });
  const rowsMax = values.rows === undefined ? Number.POSITIVE_INFINITY : Number(values.rows);
  if (!(rowsMax >= 1)) throw new Mistake("--rows takes a whole number from 1.");
  const plan = planReplay(positionals[0], rowsMax);
  const memory = jobState<State>(`replay-${plan.fileHash}`);
  console.log(`Replaying ${plan.total} sales in ${plan.markets.size} markets through ${settings.url}`);
  const admin = graphClient(
    settings.url,
    await adminKey(settings.url, settings.adminEmail, settings.adminPassword, "replay"),
  );
  const variants = await ensureCatalogue(admin, plan);
  const state = memory.load() ?? (await openAccounts(admin));
  memory.save(state);
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  await sendSales(plan, variants, state, () => memory.save(state), stopping.signal);
  if (stopping.signal.aborted) throw new Mistake("Stopped. Run the same command again to go on from here.");
  report(plan, state, await settle(graphClient(settings.url, state.buyerKey), plan, variants));
});
