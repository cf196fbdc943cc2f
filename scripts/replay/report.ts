import { Mistake } from "../partner/stop-with-sentence.ts";
import { differences, expectedOf, type Outcome, outOfOrder } from "./compare.ts";
import type { ReplayPlan } from "./plan.ts";
import type { State } from "./send.ts";
import type { Shown } from "./shown.ts";

const MEBIBYTE = 1_048_576;
const SENTENCES_MAX = 20;

function speed({ sent, heap }: State): void {
  if (sent && sent.milliseconds > 0) {
    const [rate, seconds] = [(sent.sales / sent.milliseconds) * 1_000, sent.milliseconds / 1_000];
    console.log(`\n  ${sent.sales} sales sent in ${seconds.toFixed(0)} s: ${rate.toFixed(0)} a second.`);
  }
  const mebibytes = (bytes: number): string => `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
  if (heap?.tenth && heap.end) {
    const ratio = (heap.end / heap.tenth).toFixed(2);
    console.log(
      `  Heap after collection: ${mebibytes(heap.tenth)} at a tenth, ${mebibytes(heap.end)} at the end, ${ratio} times as much.`,
    );
  }
}

/** Prints the file beside the market. Throws a Mistake when they differ. */
export function report(plan: ReplayPlan, state: State, outcome: Outcome, shown: Shown): void {
  const offTick = new Set(state.offTick.map(({ row }) => row));
  const expected = expectedOf(plan, offTick);
  const totals = { count: 0, sum: 0n };
  for (const { count, sum } of expected.values()) {
    totals.count += count;
    totals.sum += sum;
  }
  for (const { row, price } of state.offTick)
    console.log(`  Row ${row}: ${price} is between two ticks (TickSizeError); not traded.`);
  console.log(`\n               ${"the file".padStart(18)} ${"the market".padStart(18)}`);
  let equal = true;
  const line = (name: string, left: unknown, right: unknown) => {
    equal &&= left === right;
    console.log(
      `  ${name.padEnd(13)}${String(left).padStart(18)} ${String(right).padStart(18)} ${left === right ? "✓" : "✗"}`,
    );
  };
  line("trades", totals.count, outcome.trades);
  line("sum in cents", totals.sum, outcome.sum);
  line("markets", expected.size, outcome.markets.size);
  line("off the tick", state.offTick.length, plan.total - outcome.trades);
  line("orders", totals.count, outcome.orders);
  line("held payments", totals.count, outcome.heldPayments);
  line("markets shown", expected.size, shown.markets);
  const wrong = [
    ...differences(expected, outcome.markets),
    ...outOfOrder(plan, offTick, outcome.tradesOf),
    ...shown.wrong.map((sentence) => `${sentence} differ from what the file's sales say.`),
  ];
  for (const sentence of wrong.slice(0, SENTENCES_MAX)) console.log(`  ✗ ${sentence}`);
  speed(state);
  if (wrong.length > 0 || !equal) throw new Mistake("The market differs from the file.");
  console.log(`\n  All ${expected.size} markets have the file's count, sum and last price, sale by sale.`);
  console.log(
    `  All ${shown.figures} figures and ${shown.candles} candles shown are what those sales come to.`,
  );
}
