import { Presets, SingleBar } from "cli-progress";
import { graphClient } from "../partner/graph-client.ts";
import { settings } from "../partner/settings.ts";
import { heapAfterCollection } from "./heap.ts";
import type { ReplayPlan, Sale } from "./plan.ts";
import { tradeSale } from "./trade.ts";

/** Markets that are replayed side by side; within one the file's order is kept. */
const MARKETS_AT_ONCE = 24;
const SAVE_EVERY_MILLISECONDS = 1_000;

/** What a replay remembers between runs. */
export type State = {
  buyerKey: string;
  sellerKey: string;
  /** Sales done, by market. */
  done: Record<string, number>;
  offTick: { row: number; price: string }[];
  /** Over all runs so far, for the rate. */
  sent?: { sales: number; milliseconds: number };
  /** Bytes after a collection, by sales done: at a tenth, and at the end. */
  heap?: { tenth?: number; end?: number };
};

type Sending = Readonly<{
  plan: ReplayPlan;
  variants: Map<string, string>;
  state: State;
  save: () => void;
  /** Stops between two sales. */
  stopping: AbortSignal;
  /** Where the process under test can be inspected, if it can. */
  inspector: string | undefined;
}>;

const progress = () =>
  new SingleBar(
    {
      format: "  {bar} {percentage}% | {value}/{total} sales | {rate}/s | {eta_formatted} left",
      etaBuffer: 500,
    },
    Presets.shades_classic,
  );

export const doneOf = ({ markets }: ReplayPlan, { done }: State): number =>
  [...markets].reduce((sum, [key, sales]) => sum + Math.min(done[key] ?? 0, sales.length), 0);

/** Sends every sale that is not known to be done, and counts how long that took. */
export async function sendSales({
  plan,
  variants,
  state,
  save,
  stopping,
  inspector,
}: Sending): Promise<void> {
  const clients = {
    buyer: graphClient(settings.url, state.buyerKey),
    seller: graphClient(settings.url, state.sellerKey),
  };
  const queue = [...plan.markets.entries()].sort(([, left], [, right]) => right.length - left.length);
  const bar = progress();
  const before = doneOf(plan, state);
  const sentBefore = state.sent ?? { sales: 0, milliseconds: 0 };
  const started = performance.now();
  let sent = 0;
  const count = () => {
    sent += 1;
    const milliseconds = performance.now() - started;
    state.sent = { sales: sentBefore.sales + sent, milliseconds: sentBefore.milliseconds + milliseconds };
    bar.increment({ rate: Math.round((sent / milliseconds) * 1_000) });
  };
  let measuring: Promise<void> | null = null;
  /** Everybody waits for it, so that it measures what is kept, not what is under way. */
  const measureAtTenth = async () => {
    if (!inspector || state.heap?.tenth || before + sent < plan.total / 10) return;
    measuring ??= heapAfterCollection(inspector).then((tenth) => {
      state.heap = { ...state.heap, tenth };
    });
    await measuring;
  };
  const replayMarket = async (key: string, sales: readonly Sale[]) => {
    for (const [index, sale] of sales.entries()) {
      if (index < (state.done[key] ?? 0)) continue;
      if (stopping.aborted) return;
      const outcome = await tradeSale(clients, plan.fileHash, variants.get(key) ?? "", sale);
      if (outcome.kind === "off-tick") state.offTick.push({ row: outcome.row, price: outcome.price });
      state.done[key] = index + 1;
      count();
      await measureAtTenth();
    }
  };
  const lane = async () => {
    for (let next = queue.shift(); next && !stopping.aborted; next = queue.shift())
      await replayMarket(next[0], next[1]);
  };
  bar.start(plan.total, before, { rate: 0 });
  const saving = setInterval(save, SAVE_EVERY_MILLISECONDS);
  try {
    await Promise.all(Array.from({ length: MARKETS_AT_ONCE }, lane));
  } finally {
    clearInterval(saving);
    save();
    bar.stop();
  }
}
