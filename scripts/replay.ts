/** Replays a file of sales through the public graph: an ask rests at each price, a bid takes it, an order and a payment follow. */
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { adminKey, jobAccount } from "./partner/accounts.ts";
import { type GraphClient, graphClient } from "./partner/graph-client.ts";
import { jobState } from "./partner/job-state.ts";
import { settings } from "./partner/settings.ts";
import { Mistake, runProgram } from "./partner/stop-with-sentence.ts";
import { ensureCatalogue } from "./replay/catalogue.ts";
import { newestAreHeld, type Outcome, readOutcome } from "./replay/compare.ts";
import { heapAfterCollection } from "./replay/heap.ts";
import { planReplay } from "./replay/plan.ts";
import { report } from "./replay/report.ts";
import { doneOf, type State, sendSales } from "./replay/send.ts";
import { compareShown } from "./replay/shown.ts";

const SETTLING_PAUSE_MILLISECONDS = 2_000;
const SETTLING_TURNS_MAX = 300;
/** What a killed process had in hand is taken up by another within two minutes: stillness for longer means that it is lost. */
const STILL_MILLISECONDS_MAX = 150_000;
const MINUTE_MILLISECONDS = 60_000;

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

/** Waits until every trade has its order and its held payment: they follow by events, a moment later. */
async function settle(buyer: GraphClient, variants: Map<string, string>): Promise<Outcome> {
  let outcome: Outcome | null = null;
  let changedAt = Date.now();
  for (let turn = 1; turn <= SETTLING_TURNS_MAX; turn += 1) {
    const isStill = Date.now() - changedAt > STILL_MILLISECONDS_MAX;
    if (isStill || (await newestAreHeld(buyer))) {
      const next = await readOutcome(buyer, variants);
      if (next.heldPayments !== outcome?.heldPayments) changedAt = Date.now();
      outcome = next;
      if (isStill || outcome.heldPayments === outcome.trades) break;
    }
    const held = outcome ? `${outcome.heldPayments} of ${outcome.trades} payments are` : "payments are being";
    process.stdout.write(`\r  ${held} held …   `);
    await wait(SETTLING_PAUSE_MILLISECONDS);
  }
  process.stdout.write("\r");
  return outcome ?? (await readOutcome(buyer, variants));
}

function readOptions() {
  const { values, positionals } = parseArgs({
    options: {
      /** Only the first rows of the file. */
      rows: { type: "string" },
      /** Stops after so many minutes; the same command goes on from there. */
      minutes: { type: "string" },
      /** Where the process under test was told to `--inspect`, to measure its heap. */
      inspector: { type: "string" },
    },
    allowPositionals: true,
  });
  const [rows, minutes] = [values.rows, values.minutes].map((value) =>
    value === undefined ? Number.POSITIVE_INFINITY : Number(value),
  ) as [number, number];
  if (!(rows >= 1)) throw new Mistake("--rows takes a whole number from 1.");
  if (!(minutes > 0)) throw new Mistake("--minutes takes a number above 0.");
  return { file: positionals[0], rows, minutes, inspector: values.inspector };
}

await runProgram(async () => {
  const { file, rows, minutes, inspector } = readOptions();
  const plan = planReplay(file, rows);
  const memory = jobState<State>(`replay-${plan.fileHash}`);
  console.log(`Replaying ${plan.total} sales in ${plan.markets.size} markets through ${settings.url}`);
  const admin = graphClient(
    settings.url,
    await adminKey(settings.url, settings.adminEmail, settings.adminPassword, "replay"),
  );
  const variants = await ensureCatalogue(admin, plan);
  const state = memory.load() ?? (await openAccounts(admin));
  const save = () => memory.save(state);
  save();
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  const isLimited = Number.isFinite(minutes);
  if (isLimited) setTimeout(() => stopping.abort(), minutes * MINUTE_MILLISECONDS).unref();
  await sendSales({ plan, variants, state, save, stopping: stopping.signal, inspector });
  if (doneOf(plan, state) < plan.total)
    throw new Mistake("Stopped. Run the same command again to go on from here.");
  const buyer = graphClient(settings.url, state.buyerKey);
  const outcome = await settle(buyer, variants);
  if (inspector) state.heap = { ...state.heap, end: await heapAfterCollection(inspector) };
  save();
  report(plan, state, outcome, await compareShown(buyer, plan, variants, outcome.tradesOf));
});
