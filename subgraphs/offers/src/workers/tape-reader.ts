import { keyOf } from "../domain/command.ts";
import type { TradeView } from "../domain/views.ts";
import { makeLatest } from "./latest.ts";

/** A reader that is so many trades behind loses the oldest of them. */
const BEHIND_MAX = 1_000;

/** One who follows the tape: what is handed on before the first message is ready waits for it. */
export type TapeReader = Readonly<{
  hand(trade: TradeView): void;
  /** The trade that the first message repeats, if there was any. */
  begin(last: TradeView | null): void;
  end(): void;
  trades: AsyncIterableIterator<TradeView>;
}>;

const isAfter = (trade: TradeView, last: TradeView): boolean =>
  keyOf(trade) !== keyOf(last) ||
  trade.sequence > last.sequence ||
  (trade.sequence === last.sequence && trade.ordinal > last.ordinal);

/** Trades of one product, or of all; `onLeave` is called once. */
export function makeTapeReader(productId: string | null, onLeave: () => void): TapeReader {
  const bell = makeLatest<null>(onLeave, () => "");
  let waiting: TradeView[] = [];
  let first: TradeView | null = null;
  let begun = false;

  async function* read(): AsyncGenerator<TradeView, undefined> {
    for await (const _ of bell) for (let next = waiting.shift(); next; next = waiting.shift()) yield next;
  }
  const trades = Object.assign(read(), {
    // A generator's own return waits for its pending next; ending the bell lets that one go.
    return: async (): Promise<IteratorReturnResult<undefined>> => {
      await bell.return();
      return { done: true, value: undefined };
    },
  });

  return {
    hand(trade) {
      if (productId !== null && productId !== trade.productId) return;
      if (first && !isAfter(trade, first)) return;
      waiting.push(trade);
      if (waiting.length > BEHIND_MAX) waiting.shift();
      if (begun) bell.put(null);
    },
    begin(last) {
      first = last;
      begun = true;
      if (last) waiting = [last, ...waiting.filter((trade) => isAfter(trade, last))];
      if (waiting.length > 0) bell.put(null);
    },
    end: bell.end,
    trades: trades as AsyncIterableIterator<TradeView>,
  };
}
