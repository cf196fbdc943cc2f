/**
 * Invariants that span subgraphs (reliability.md 3.4). No role can see two schemas, so they are checked as the
 * administrator, after traffic has drained. Each query returns the rows that break its sentence.
 */
export type Invariant = Readonly<{ name: string; sql: string }>;

const PRODUCERS = ["identity", "catalog", "offers", "orders", "payments"] as const;

const cursorsAtTheHead: Invariant[] = PRODUCERS.flatMap((consumer) =>
  PRODUCERS.filter((producer) => producer !== consumer).map((producer) => ({
    name: `I7 ${consumer} has applied all that ${producer} announced`,
    sql: `select c.position, h.head
            from ${consumer}.consumer_cursors c,
                 (select coalesce(max(position), 0) as head from ${producer}.outbox) h
           where c.producer = '${producer}' and c.position < h.head`,
  })),
);

export const ACROSS: readonly Invariant[] = [
  {
    name: "I6 each executed trade has exactly one order, and each order of a trade a trade",
    sql: `select t.id as trade, o.id as "order"
            from offers.trades t
            full join orders.orders o on o.trade_id = t.id
           where (t.state = 'EXECUTED' and o.id is null) or (o.trade_id is not null and t.id is null)`,
  },
  {
    name: "I5 each order has at most one payment, of the order's own total",
    sql: `select o.id, o.total_minor, p.amount_minor
            from orders.orders o join payments.payments p on p.order_id = o.id
           where p.amount_minor <> o.total_minor or p.currency <> o.currency`,
  },
  {
    name: "I10 every confirmed order is paid for, and every cancelled one is not held",
    sql: `select o.id, o.state, p.state as payment
            from orders.orders o left join payments.payments p on p.order_id = o.id
           where (o.state in ('CONFIRMED', 'SHIPPING_TO_BUYER', 'DELIVERED') and coalesce(p.state, '') not in ('HELD', 'RELEASED'))
              or (o.state = 'CANCELLED' and p.state in ('HELD', 'RELEASED'))`,
  },
  {
    name: "I6 each order that somebody defaulted on has its trade busted, or waiting for a halted market, by the same side",
    sql: `select o.id, o.defaulted_by, t.id as trade, t.state, t.defaulted_by as busted_by
            from orders.orders o join offers.trades t on t.id = o.trade_id
            left join offers.waiting_busts w on w.trade_id = t.id
           where (o.defaulted_by is not null and t.state <> 'BUSTED' and w.trade_id is null)
              or (t.state = 'BUSTED' and t.defaulted_by is distinct from o.defaulted_by)`,
  },
  {
    name: "I5 whoever was marked for a default owes or paid one penalty for it, and nobody else does",
    sql: `select d.order_id as marked, p.order_id as charged, d.user_id, p.user_id as charged_to
            from (select d.* from orders.defaults d
                   where exists (select from payments.payments where order_id = d.order_id)) d
            full join payments.penalties p on p.order_id = d.order_id
           where (d.user_id, d.role) is distinct from (p.user_id, p.role)`,
  },
  {
    name: "I9 the market knows of every suspension",
    sql: `select d.user_id, max(d.suspended_until) as until, t.selling_suspended_until
            from orders.defaults d left join offers.traders t on t.user_id = d.user_id
           where d.suspended_until is not null group by d.user_id, t.selling_suspended_until
          having coalesce(t.selling_suspended_until < max(d.suspended_until), true)`,
  },
  {
    name: "I16 nothing idles in a transaction",
    sql: `select pid, usename, state from pg_stat_activity
           where state like 'idle in transaction%' and now() - state_change > interval '5 seconds'`,
  },
  ...cursorsAtTheHead,
];
