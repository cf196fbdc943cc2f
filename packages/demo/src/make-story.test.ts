import { isId } from "@outcry/kernel";
import { describe, expect, it } from "vitest";
import { makeDemoStory, TEST_PRODUCT_SLUG } from "./index.ts";

const now = new Date("2026-05-01T12:00:00.000Z");
const story = makeDemoStory({ now });
const minors = (orders: readonly { price: { minor: bigint } }[]) => orders.map(({ price }) => price.minor);

describe("the demo's story", () => {
  it("is the same on every run, and its ids do not depend on the day", () => {
    expect(makeDemoStory({ now })).toEqual(story);
    const later = makeDemoStory({ now: new Date("2031-01-01T00:00:00.000Z") });
    expect(later.trades.map(({ tradeId }) => tradeId)).toEqual(story.trades.map(({ tradeId }) => tradeId));
    expect(later.people.map(({ userId }) => userId)).toEqual(story.people.map(({ userId }) => userId));
    expect(later.variants.map(({ variantId }) => variantId)).toEqual(
      story.variants.map(({ variantId }) => variantId),
    );
  });

  it("gives every thing a UUIDv7 of its own", () => {
    const ids = [
      ...story.people.flatMap((person) => [person.userId, person.address.addressId]),
      ...story.people.flatMap((person) => (person.card ? [person.card.paymentMethodId] : [])),
      ...story.products.map(({ productId }) => productId),
      ...story.variants.map(({ variantId }) => variantId),
      ...story.trades.flatMap((trade) => [
        trade.tradeId,
        trade.bidId,
        trade.askId,
        trade.orderId,
        trade.paymentId,
      ]),
      ...story.books.flatMap(({ bids, asks }) => [...bids, ...asks].map(({ id }) => id)),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !isId(id) || id[14] !== "7")).toEqual([]);
  });

  it("has a catalogue to browse: 48 products or more in six categories, each with handles of its own", () => {
    expect(story.products.length).toBeGreaterThanOrEqual(48);
    expect(new Set(story.products.map(({ categorySlug }) => categorySlug)).size).toBe(6);
    expect(new Set(story.products.map(({ slug }) => slug)).size).toBe(story.products.length);
    expect(new Set(story.variants.map(({ sku }) => sku)).size).toBe(story.variants.length);
    expect(story.variants.every(({ authenticationRequired }) => !authenticationRequired)).toBe(true);
  });

  it("tells a year of sales in order, none in the future, all in whole dollars from 25 up", () => {
    expect(story.trades.length).toBeGreaterThan(8_000);
    expect(story.trades.length).toBeLessThan(12_000);
    const times = story.trades.map(({ executedAt }) => executedAt.getTime());
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(times.at(-1)).toBeLessThan(now.getTime());
    expect(times.at(0)).toBeGreaterThan(now.getTime() - 366 * 86_400_000);
    expect(story.trades.filter(({ price }) => price.minor % 100n !== 0n || price.minor < 2_500n)).toEqual([]);
    expect(story.trades.filter(({ buyerId, sellerId }) => buyerId === sellerId)).toEqual([]);
  });

  it("sells nothing before it came out", () => {
    const released = new Map(story.variants.map(({ variantId, releaseDate }) => [variantId, releaseDate]));
    const early = story.trades.filter(
      ({ variantId, executedAt }) => executedAt.toISOString().slice(0, 10) < (released.get(variantId) ?? ""),
    );
    expect(early).toEqual([]);
  });

  it("gives the demo's buyer purchases and the demo's seller sales to look at", () => {
    expect(story.trades.some(({ buyerId }) => buyerId === story.logins.buyer.userId)).toBe(true);
    expect(story.trades.some(({ sellerId }) => sellerId === story.logins.seller.userId)).toBe(true);
  });

  it("leaves every book open, uncrossed and owned by traders with cards", () => {
    const traders = new Set(story.traders.filter(({ card }) => card).map(({ userId }) => userId));
    const traded = new Set(
      story.variants.filter((variant) => variant.traded).map(({ variantId }) => variantId),
    );
    for (const { variantId, bids, asks } of story.books.filter((book) => traded.has(book.variantId))) {
      const levelCounts = [bids, asks].map((side) => new Set(minors(side)).size);
      expect(Math.min(...levelCounts), variantId).toBeGreaterThanOrEqual(5);
      expect(Math.max(...levelCounts)).toBeLessThanOrEqual(15);
      expect(bids[0]?.price.minor).toBeLessThan(asks[0]?.price.minor ?? 0n);
      expect(minors(bids)).toEqual(minors(bids).toSorted((left, right) => Number(right - left)));
      expect(minors(asks)).toEqual(minors(asks).toSorted((left, right) => Number(left - right)));
      expect([...bids, ...asks].every((order) => traders.has(order.ownerId) && order.expiresAt > now)).toBe(
        true,
      );
    }
  });

  it("leaves one product alone, with empty books", () => {
    const product = story.products.find(({ slug }) => slug === TEST_PRODUCT_SLUG);
    const books = story.books.filter(({ productId }) => productId === product?.productId);
    expect(books.length).toBeGreaterThan(5);
    expect(books.every(({ bids, asks }) => bids.length + asks.length === 0)).toBe(true);
    expect(story.trades.some(({ productId }) => productId === product?.productId)).toBe(false);
  });
});
