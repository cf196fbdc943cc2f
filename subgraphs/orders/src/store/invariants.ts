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
    name: "I7 no event lies in dead letters",
    sql: "select producer, position, error from dead_letters",
  },
];
