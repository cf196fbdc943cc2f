import { marketKey, planReplay, type Sale } from "../../scripts/replay/plan.ts";
import type { Placement } from "./load.ts";
import type { Scene } from "./scene.ts";

/** Some rows of a file of real sales, first and last counted from 0 and the last left out. */
export type Slice = Readonly<{ file: string; from: number; to: number; callers: number }>;

type Place = (placement: Placement) => Promise<boolean>;

/** How many markets a file has, and how many sales worth how many cents. */
export function sizeOf(file: string): { markets: number; sales: number; cents: bigint } {
  const { markets, total } = planReplay(file, Number.POSITIVE_INFINITY);
  const cents = [...markets.values()].flat().reduce((sum, sale) => sum + sale.cents, 0n);
  return { markets: markets.size, sales: total, cents };
}

/** A sale is an ask that rests at its price and a bid that takes it, by two people who differ. */
function orderPair({ row, cents: price }: Sale, variantId: string, userIds: readonly string[]) {
  const user = (index: number): string => userIds[index % userIds.length] ?? "";
  const ask: Placement = { variantId, userId: user(2 * row), side: "ASK", price };
  return { ask, bid: { ...ask, userId: user(2 * row + 1), side: "BID" } satisfies Placement };
}

/**
 * Trades a slice of the file: the sales of a market one after the other, as many markets at once as there are callers.
 * Returns the seconds it took. Throws when an order is refused.
 */
export async function replaySlice(
  place: Place,
  scene: Scene,
  { file, from, to, callers }: Slice,
): Promise<number> {
  const plan = planReplay(file, Number.POSITIVE_INFINITY);
  const variantOf = new Map(
    [...plan.markets.keys()].map((key, index) => [key, scene.variantIds[index] ?? ""]),
  );
  const waiting = [...plan.markets.values()]
    .map((sales) => sales.filter(({ row }) => row > from && row <= to))
    .filter((sales) => sales.length > 0)
    // Those with most to do begin, so that nobody is left alone with a long one.
    .sort((left, right) => right.length - left.length);
  const started = performance.now();
  const caller = async (): Promise<void> => {
    for (let sales = waiting.shift(); sales !== undefined; sales = waiting.shift()) {
      for (const sale of sales) {
        const { ask, bid } = orderPair(sale, variantOf.get(marketKey(sale)) ?? "", scene.userIds);
        if (!((await place(ask)) && (await place(bid)))) throw new Error(`Row ${sale.row} was refused.`);
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (performance.now() - started) / 1_000;
}
