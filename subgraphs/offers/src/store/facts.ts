import type { Tx } from "@outcry/database";
import { type Currency, isCurrency } from "@outcry/kernel";
import type { Trader } from "../domain/caps.ts";
import { arrayOf, columnsOf, run } from "./statement.ts";

/** Which first answer a command may already have. */
export type KeyUse = Readonly<{ userId: string; mutation: string; key: string }>;
export type FirstAnswer = KeyUse & Readonly<{ inputHash: string; answer: unknown }>;
export type Facts = Readonly<{ traders: ReadonlyMap<string, Trader>; answers: readonly FirstAnswer[] }>;

const FACTS = `/* load facts about traders and keys */
  select
    (select coalesce(jsonb_agg(jsonb_build_object(
        'userId', wanted.user_id,
        'hasPaymentMethod', coalesce(t.has_payment_method, false),
        'verified', coalesce(t.verified, false),
        'openOrders', open.orders,
        'openAsks', open.asks)), '[]')
       from unnest($1::uuid[]) as wanted (user_id)
       left join offers.traders t on t.user_id = wanted.user_id
       cross join lateral (
         select coalesce(sum(per.orders), 0) as orders,
                coalesce(jsonb_object_agg(per.currency, per.asks::text), '{}') as asks
           from (select o.currency, count(*) as orders,
                        coalesce(sum(o.price_minor * o.remaining) filter (where o.side = 'ASK'), 0) as asks
                   from offers.book_orders o
                  where o.user_id = wanted.user_id and o.side in ('BID', 'ASK') and o.state = 'ACTIVE'
                    and o.expires_at > now() and not coalesce(t.verified, false)
                  group by o.currency) per
       ) open) as traders,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'userId', k.user_id, 'mutation', k.mutation, 'key', k.key, 'inputHash', k.input_hash, 'answer', k.answer)), '[]')
       from unnest($2::uuid[], $3::text[], $4::text[]) as used (user_id, mutation, key)
       join offers.idempotency_keys k
         on k.user_id = used.user_id and k.mutation = used.mutation and k.key = used.key) as answers`;

type TraderFacts = Omit<Trader, "openAsks"> & { openAsks: Record<string, string> };

const amounts = (asks: Record<string, string>): Partial<Record<Currency, bigint>> =>
  Object.fromEntries(
    Object.entries(asks).flatMap(([currency, minor]) =>
      isCurrency(currency) ? [[currency, BigInt(minor)]] : [],
    ),
  );

/** What deciding needs to know besides books: who trades, and which commands were answered before. */
export async function loadFacts(tx: Tx, userIds: readonly string[], keys: readonly KeyUse[]): Promise<Facts> {
  if (userIds.length === 0 && keys.length === 0) return { traders: new Map(), answers: [] };
  const [row] = await run<{ traders: TraderFacts[]; answers: FirstAnswer[] }>(tx, FACTS, [
    arrayOf(userIds),
    ...columnsOf(keys, [(use) => use.userId, (use) => use.mutation, (use) => use.key]),
  ]);
  const traders = (row?.traders ?? []).map(
    (facts): Trader => ({ ...facts, openAsks: amounts(facts.openAsks) }),
  );
  return { traders: new Map(traders.map((trader) => [trader.userId, trader])), answers: row?.answers ?? [] };
}
