import { balancesOf } from "../store/balances.ts";
import type { Work } from "../store/work.ts";

export type Money = {
  currency: string;
  /** Captured from cards. */
  captured: number;
  refunded: number;
  /** Sent to connected accounts, less what was taken back. */
  transferred: number;
  /** captured − refunded − transferred: what the platform holds for others, before Stripe's fees. */
  held: number;
};

export type EmulatorState = {
  /** How many objects of each kind there are. */
  objects: Record<string, number>;
  events: number;
  /** Deliveries by state. */
  deliveries: Record<string, number>;
  platformBalance: { currency: string; available: number; pending: number }[];
  money: Money[];
};

type Counted = { name: string; count: number };

const asRecord = (rows: readonly Counted[]): Record<string, number> =>
  Object.fromEntries(rows.map(({ name, count }) => [name, count]));

/** Everything the emulator holds, in a few numbers, for reconciliation checks. Amounts are minor units. */
export async function stateOf(work: Work): Promise<EmulatorState> {
  const { sql } = work;
  const objects = await sql<Counted[]>`
    select kind as name, count(*)::integer as count from stripe_emulator.object group by kind order by kind`;
  const [events] = await sql<
    { count: number }[]
  >`select count(*)::integer as count from stripe_emulator.event`;
  const deliveries = await sql<Counted[]>`
    select state as name, count(*)::integer as count from stripe_emulator.delivery group by state order by state`;
  const money = await sql<Money[]>`
    with movement as (
      select data ->> 'currency' as currency,
        case when kind = 'charge' and (data ->> 'captured')::boolean
          then (data ->> 'amount_captured')::bigint else 0 end as captured,
        0::bigint as refunded,
        case when kind = 'transfer'
          then (data ->> 'amount')::bigint - (data ->> 'amount_reversed')::bigint else 0 end as transferred
      from stripe_emulator.object where kind in ('charge', 'transfer')
      union all
      select data ->> 'currency', 0, (data ->> 'amount')::bigint, 0
      from stripe_emulator.object
      where kind = 'refund' and data ->> 'status' <> 'failed' and data ->> 'balance_transaction' is not null
    )
    select currency, sum(captured)::float8 as captured, sum(refunded)::float8 as refunded,
      sum(transferred)::float8 as transferred, sum(captured - refunded - transferred)::float8 as held
    from movement group by currency order by currency`;
  return {
    objects: asRecord(objects),
    events: events?.count ?? 0,
    deliveries: asRecord(deliveries),
    platformBalance: await balancesOf(work, ""),
    money,
  };
}
