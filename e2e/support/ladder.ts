import type { Page } from "playwright-core";
import { anonymous } from "./graph.ts";

const BOOK = `query ($id: ID!) { market(variantId: $id) { numberOfBids numberOfAsks orderBook(depth: 100) {
  bids { price { amount } quantity } asks { price { amount } quantity } } } }`;
type Level = { price: { amount: string }; quantity: number };
type BookAnswer = {
  market: { numberOfBids: number; numberOfAsks: number; orderBook: { bids: Level[]; asks: Level[] } };
};
type Rung = { price: string; quantity: number; total: number };

/** What the ladder on a page shows, side by side. */
export const ladderOf = async (page: Page): Promise<{ bids: Rung[]; asks: Rung[] }> => {
  const sideOf = (name: string): Promise<Rung[]> =>
    page
      .getByTestId("order-book")
      .getByRole("region", { name })
      .locator("li")
      .evaluateAll((rows) =>
        rows.map((row) => {
          const figure = (id: string) =>
            Number(row.querySelector(`[data-testid=${id}]`)?.textContent?.replace(/\D/g, ""));
          return {
            price: row.getAttribute("data-price") ?? "",
            quantity: figure("pieces"),
            total: figure("total"),
          };
        }),
      );
  const [bids, asks] = await Promise.all([sideOf("Bids"), sideOf("Asks")]);
  return { bids, asks };
};

/** The ladder that a book makes: each price with the pieces up to it. */
function rungs(levels: readonly Level[]): Rung[] {
  let total = 0;
  return levels.map(({ price, quantity }) => {
    total += quantity;
    return { price: price.amount, quantity, total };
  });
}

/** Whether a page's ladder is the graph's book, level by level, and adds up to its pieces; else both, to look at. */
export async function bookAndLadder(graphUrl: string, variantId: string, page: Page): Promise<unknown> {
  const { market } = await anonymous(graphUrl).ask<BookAnswer>(BOOK, { id: variantId });
  const shown = await ladderOf(page);
  const { bids, asks } = market.orderBook;
  const added = [shown.bids.at(-1)?.total ?? 0, shown.asks.at(-1)?.total ?? 0];
  const same =
    JSON.stringify(shown) === JSON.stringify({ bids: rungs(bids), asks: rungs(asks) }) &&
    JSON.stringify(added) === JSON.stringify([market.numberOfBids, market.numberOfAsks]);
  return same ? "agree" : { shown, market };
}
