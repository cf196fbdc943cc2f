/** What must hold of payments whenever traffic has drained (reliability.md 3.4): each query returns the rows that break its sentence. */
export type Invariant = Readonly<{ name: string; sql: string }>;

export const invariants: readonly Invariant[] = [
  {
    name: "I1 every journal adds up to zero in each currency",
    sql: `select journal_id, currency, sum(amount_minor) as off_by from entries
           group by 1, 2 having sum(amount_minor) <> 0`,
  },
  {
    name: "I1 the whole ledger adds up to zero in each currency",
    sql: "select currency, sum(amount_minor) as off_by from entries group by 1 having sum(amount_minor) <> 0",
  },
  {
    name: "I1 no journal is without entries",
    sql: "select id, key from journals j where not exists (select from entries e where e.journal_id = j.id)",
  },
  {
    name: "I3 nobody's account but the clearing ones holds less than nothing",
    sql: `select e.account, e.currency, -sum(e.amount_minor) as held
            from entries e join accounts a on a.name = e.account
           where a.kind in ('ESCROW', 'SELLER', 'REVENUE')
           group by 1, 2 having -sum(e.amount_minor) < 0`,
  },
  {
    name: "I4 escrow holds exactly what is paid, unreleased and unrefunded",
    sql: `select coalesce(b.currency, p.currency) as currency, b.held as in_the_ledger, p.held as in_payments
            from (select currency, -sum(amount_minor) as held from entries where account = 'escrow' group by 1) b
            full join (
              select currency, sum(amount_minor) filter (where state = 'HELD') as held from payments group by 1) p
              using (currency)
           where coalesce(b.held, 0) <> coalesce(p.held, 0)`,
  },
  {
    name: "I4 each payment's escrow is its amount while it is held, and nothing otherwise",
    sql: `select p.id, p.state, p.amount_minor, b.held
            from payments p
            left join (
              select j.payment_id, -sum(e.amount_minor) as held
                from entries e join journals j on j.id = e.journal_id
               where e.account = 'escrow' group by 1) b on b.payment_id = p.id
           where coalesce(b.held, 0) <> case when p.state = 'HELD' then p.amount_minor else 0 end`,
  },
  {
    name: "I5 each payment is booked as often as its state says: held once, then released or refunded once",
    sql: `select p.id, p.state, array_agg(j.kind order by j.kind) as booked
            from payments p left join journals j on j.payment_id = p.id and j.kind <> 'PENALTY'
           group by p.id
          having array_remove(array_agg(j.kind order by j.kind), null) <> case p.state
              when 'HELD' then array['HOLD'] when 'RELEASED' then array['HOLD', 'RELEASE']
              when 'REFUNDED' then array['HOLD', 'REFUND']
              when 'FAILED' then case when p.charge_ref is null then array[]::text[] else array['HOLD', 'REFUND'] end
              else array[]::text[] end`,
  },
  {
    name: "I5 what was released is what the seller and the fees got",
    sql: `select p.id from payments p
            join journals j on j.payment_id = p.id and j.kind = 'RELEASE'
            join entries e on e.journal_id = j.id and e.account <> 'escrow'
           group by p.id
          having sum(-e.amount_minor) <> p.amount_minor
              or sum(-e.amount_minor) filter (where e.account = 'seller:' || p.seller_id) is distinct from nullif(p.payout_minor, 0)`,
  },
  {
    name: "I5 each penalty that was collected is booked once, in full, from where it says, and no other is",
    sql: `select p.id, p.state, p.amount_minor, b.postings, b.earned from penalties p
            full join (
              select j.key, count(*) as postings, sum(e.amount_minor) filter (where e.amount_minor > 0) as taken,
                     -sum(e.amount_minor) filter (where e.account = 'penalties') as earned,
                     max(e.account) filter (where e.amount_minor > 0) as taken_from
                from journals j join entries e on e.journal_id = j.id where j.kind = 'PENALTY'
               group by j.key) b on b.key = 'penalty:' || p.id
           where p.id is null
              or (p.state in ('CHARGED', 'DEDUCTED')) <> (b.key is not null)
              or (b.key is not null and (b.postings <> 2 or b.earned <> p.amount_minor or b.taken <> p.amount_minor
                  or b.taken_from <> case p.state when 'CHARGED' then 'stripe_clearing' else 'seller:' || p.user_id end))`,
  },
  {
    name: "I10 no penalty is being collected longer than two minutes",
    sql: `select id, order_id, tries, last_error from penalties
           where state = 'DUE' and due_at < now() - interval '2 minutes'`,
  },
  {
    name: "I10 no payment is being attempted longer than two minutes",
    sql: `select id, state, created_at from payments
           where state = 'PENDING' and created_at < now() - interval '2 minutes'`,
  },
  {
    name: "I10 no step waits for the provider longer than two minutes",
    sql: `select id, payment_id, kind, tries, last_error from provider_steps
           where done_at is null and created_at < now() - interval '2 minutes'`,
  },
  {
    name: "I10 a payment is settled when its steps are done, and the other way round",
    sql: `select p.id, p.state, s.kind, s.done_at from payments p
            join provider_steps s on s.payment_id = p.id
           where (s.kind = 'CHARGE' and (s.done_at is null) <> (p.state in ('PENDING', 'REQUIRES_ACTION')))
              or (s.kind = 'RELEASE' and s.done_at is not null and p.state not in ('RELEASED', 'REFUNDED'))
              or (s.kind = 'REFUND' and s.done_at is not null and p.state not in ('REFUNDED', 'RELEASED', 'FAILED'))`,
  },
  {
    name: "I12 everything the provider told us is applied",
    sql: `select id, type, tries, last_error from provider_events
           where applied_at is null and received_at < now() - interval '1 minute'`,
  },
  {
    name: "I7 no event lies in dead letters",
    sql: "select producer, position, error from dead_letters",
  },
];
