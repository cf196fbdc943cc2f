import { type Currency, isCurrency } from "@outcry/kernel";
import type { Trader } from "../domain/caps.ts";

/** Which first answer a command may already have. */
export type KeyUse = Readonly<{ userId: string; mutation: string; key: string }>;
export type FirstAnswer = KeyUse & Readonly<{ inputHash: string; answer: unknown }>;

/** What we know of people who want to trade, as JSON; open orders are counted only of those who have a cap on them. */
export const TRADERS = (userIds: string): string => `
  select coalesce(jsonb_agg(jsonb_build_object(
           'userId', wanted.user_id,
           'hasPaymentMethod', coalesce(t.has_payment_method, false),
           'verified', coalesce(t.verified, false),
           'sellingSuspendedUntil', t.selling_suspended_until,
           'openOrders', open.orders,
           'openAsks', open.asks)), '[]')
    from unnest(${userIds}::uuid[]) as wanted (user_id)
    left join offers.traders t on t.user_id = wanted.user_id
    cross join lateral (
      select coalesce(sum(per.orders), 0) as orders,
             coalesce(jsonb_object_agg(per.currency, per.asks::text), '{}') as asks
        from (select o.currency, count(*) as orders,
                     coalesce(sum(o.price_minor * o.remaining) filter (where o.side = 'ASK'), 0) as asks
                from offers.book_orders o
               where o.user_id = wanted.user_id and o.side in ('BID', 'ASK') and o.state = 'ACTIVE'
                 and o.expires_at > now() and not coalesce(t.verified, false)
               group by o.currency) per) open`;

/** First answers of keys that were used before, as JSON. */
export const ANSWERS = (userIds: string, mutations: string, keys: string): string => `
  select coalesce(jsonb_agg(jsonb_build_object(
           'userId', k.user_id, 'mutation', k.mutation, 'key', k.key,
           'inputHash', k.input_hash, 'answer', k.answer)), '[]')
    from unnest(${userIds}::uuid[], ${mutations}::text[], ${keys}::text[]) as used (user_id, mutation, key)
    join offers.idempotency_keys k
      on k.user_id = used.user_id and k.mutation = used.mutation and k.key = used.key`;

type TraderFacts = Omit<Trader, "openAsks" | "sellingSuspendedUntil"> & {
  openAsks: Record<string, string>;
  sellingSuspendedUntil: string | null;
};
export type FactsRow = { traders: TraderFacts[]; answers: FirstAnswer[] };

const amounts = (asks: Record<string, string>): Partial<Record<Currency, bigint>> =>
  Object.fromEntries(
    Object.entries(asks).flatMap(([currency, minor]) =>
      isCurrency(currency) ? [[currency, BigInt(minor)]] : [],
    ),
  );

const toTrader = ({ openAsks, sellingSuspendedUntil, ...trader }: TraderFacts): Trader => ({
  ...trader,
  openAsks: amounts(openAsks),
  sellingSuspendedUntil: sellingSuspendedUntil === null ? null : new Date(sellingSuspendedUntil),
});

export const readTraders = (facts: readonly TraderFacts[]): Map<string, Trader> =>
  new Map(facts.map((trader) => [trader.userId, toTrader(trader)]));
