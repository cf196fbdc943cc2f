import { ORDER_STATES, transitions } from "../domain/lifecycle.ts";

/** What must hold of orders whenever traffic has drained (reliability.md 3.4): each query returns the rows that break its sentence. */
export type Invariant = Readonly<{ name: string; sql: string }>;

const MOVES = ORDER_STATES.flatMap((from) =>
  Object.values(transitions[from]).map((to) => `('${from}', '${to}')`),
).join(", ");

export const invariants: readonly Invariant[] = [
  {
    name: "I6 each order came through one door, and no trade or offer became two",
    sql: `select coalesce(trade_id, offer_id) as origin, count(*) as orders from orders
           where coalesce(trade_id, offer_id) is not null
           group by 1 having count(*) > 1`,
  },
  {
    name: "I5 the lines of an order add up to its subtotal",
    sql: `select o.id, o.subtotal_minor, sum(l.unit_price_minor * l.quantity) as lines
            from orders o left join order_lines l on l.order_id = o.id and l.currency = o.currency
           group by o.id having coalesce(sum(l.unit_price_minor * l.quantity), 0) <> o.subtotal_minor`,
  },
  {
    name: "I10 no order waits for its payment or its completion longer than two minutes",
    sql: `select id, state, updated_at from orders
           where state in ('PENDING', 'AWAITING_PAYMENT', 'DELIVERED') and updated_at < now() - interval '2 minutes'`,
  },
  {
    name: "I10 no order that could have been shipped is confirmed past its deadline",
    sql: `select id, ship_by from orders
           where state = 'CONFIRMED' and shipping_address is not null and ship_by < now() - interval '1 minute'`,
  },
  {
    name: "I11 the history of an order is a path of its lifecycle, counted without a gap, and time runs forward in it",
    sql: `select order_id, number, from_state, to_state from (
            select e.*, lag(to_state) over before as previous_state, lag(number) over before as previous_number,
                   lag(occurred_at) over before as previous_time
              from order_events e window before as (partition by order_id order by number)) e
           where number <> coalesce(previous_number, 0) + 1
              or from_state is distinct from previous_state
              or occurred_at < previous_time
              or (from_state is null and to_state <> 'PENDING')
              or (from_state <> to_state and (from_state, to_state) not in (values ${MOVES}))`,
  },
  {
    name: "I11 an order stands where its history ends, and counts all of it",
    sql: `select o.id, o.state, o.event_count, e.to_state, e.number
            from orders o
            left join lateral (
              select to_state, number from order_events where order_id = o.id order by number desc limit 1) e on true
           where o.state is distinct from e.to_state or o.event_count is distinct from e.number`,
  },
  {
    name: "I11 whoever is marked for an order defaulted on it, and is its buyer or seller",
    sql: `select d.order_id, d.user_id, d.role, o.state, o.defaulted_by from defaults d join orders o on o.id = d.order_id
           where d.role is distinct from o.defaulted_by or d.reason is distinct from o.cancellation_reason
              or d.user_id <> case d.role when 'BUYER' then o.buyer_id else o.seller_id end`,
  },
  {
    name: "I11 each seller who did not ship in time is marked for it",
    sql: `select o.id, o.seller_id from orders o
            join order_events e on e.order_id = o.id and e.type = 'CANCELLED'
           where o.cancellation_reason = 'SHIPPING_OVERDUE' and o.defaulted_by = 'SELLER'
             and not exists (select from defaults d where d.order_id = o.id)
             and e.occurred_at > (select coalesce(min(at), 'infinity') from defaults)`,
  },
  {
    name: "I7 no event lies in dead letters",
    sql: "select producer, position, error from dead_letters",
  },
];
