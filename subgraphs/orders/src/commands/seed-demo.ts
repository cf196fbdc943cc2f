import type { Database } from "@outcry/database";
import type { DemoAddress, DemoStory } from "@outcry/demo";
import { invariant, isCurrency, type Money, parseDecimal } from "@outcry/kernel";
import type { ServiceClient } from "@outcry/service";
import type { Address } from "../domain/address.ts";
import { historicalOrder } from "../domain/historical-order.ts";
import type { SellerFees } from "../domain/order.ts";
import { analyzeSeeded, ORDERS_PER_SEEDING_MAX, seedAddresses, seedOrders } from "../store/seed.ts";

type Deps = Readonly<{ database: Database; payments: ServiceClient }>;

const TIMEOUT_MILLISECONDS = 10_000;
const MONEY = "{ amount currencyCode }";
const FEES = `query Fees($ids: [ID!]!) { quotedFees(orderIds: $ids) {
  orderId transactionFee ${MONEY} processingFee ${MONEY} payout ${MONEY} } }`;

type Wire = { amount: string; currencyCode: string };
type Quoted = { orderId: string; transactionFee: Wire; processingFee: Wire; payout: Wire };

/** Tells the demo's story: a completed order for every trade of the past. Payments has told its part before. Safe to repeat. */
export async function seedDemo(deps: Deps, story: DemoStory): Promise<void> {
  const people = story.people.map(({ userId, address }) => ({ userId, address: toAddress(address) }));
  await seedAddresses(deps.database, people);
  const addresses = new Map(people.map(({ userId, address }) => [userId, address]));
  for (let start = 0; start < story.trades.length; start += ORDERS_PER_SEEDING_MAX) {
    const trades = story.trades.slice(start, start + ORDERS_PER_SEEDING_MAX);
    const fees = await quotedFees(
      deps.payments,
      trades.map(({ orderId }) => orderId),
    );
    const past = trades.map((trade) =>
      historicalOrder(trade, {
        address: addresses.get(trade.buyerId) ?? null,
        fees: fees.get(trade.orderId) ?? null,
        now: story.now,
      }),
    );
    await seedOrders(deps.database, past);
  }
  await analyzeSeeded(deps.database);
}

function toAddress({ addressId: _, ...address }: DemoAddress): Address {
  return address;
}

/** Payments owns the fees; an order keeps the quote it was made with. */
async function quotedFees(payments: ServiceClient, ids: readonly string[]): Promise<Map<string, SellerFees>> {
  const answer = await payments.ask<{ quotedFees: Quoted[] | null }>(
    FEES,
    { ids },
    { timeoutMilliseconds: TIMEOUT_MILLISECONDS },
  );
  return new Map(
    (answer.quotedFees ?? []).map(({ orderId, ...fees }) => [
      orderId,
      {
        transactionFee: toMoney(fees.transactionFee),
        processingFee: toMoney(fees.processingFee),
        payout: toMoney(fees.payout),
      },
    ]),
  );
}

function toMoney({ amount, currencyCode }: Wire): Money {
  invariant(isCurrency(currencyCode), "Payments quotes in currencies that we settle in.");
  const parsed = parseDecimal(amount, currencyCode);
  invariant(parsed.ok, "Payments quotes amounts that fit their currency.");
  return parsed.value;
}
