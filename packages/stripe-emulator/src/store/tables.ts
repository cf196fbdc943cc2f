import type postgres from "postgres";

/**
 * The emulator's own tables, made at start and never by a migration: they stand for Stripe's memory, not for ours.
 * Long rows stay in their page (toast_tuple_target), because every request rewrites one or two of them.
 */
const STATEMENTS = `
create table if not exists stripe_emulator.object (
  id text primary key,
  seq bigint generated always as identity,
  kind text not null,
  account text not null,
  customer text,
  payment_intent text,
  source text,
  transfer_group text,
  destination text,
  created bigint not null,
  metadata jsonb not null,
  hidden jsonb not null,
  data jsonb not null
) with (toast_tuple_target = 4080, fillfactor = 70);
create index if not exists object_by_kind on stripe_emulator.object (account, kind, seq);
create index if not exists object_by_customer on stripe_emulator.object (customer, kind, seq)
  where customer is not null;
create index if not exists object_by_payment_intent on stripe_emulator.object (payment_intent, kind, seq)
  where payment_intent is not null;
create index if not exists object_by_source on stripe_emulator.object (source, kind, seq)
  where source is not null;
create index if not exists object_by_transfer_group on stripe_emulator.object (transfer_group, kind, seq)
  where transfer_group is not null;
create index if not exists object_by_destination on stripe_emulator.object (destination, kind, seq)
  where destination is not null;
create index if not exists object_by_metadata on stripe_emulator.object using gin (metadata jsonb_path_ops)
  where metadata <> '{}'::jsonb;

create table if not exists stripe_emulator.idempotency_key (
  account text not null,
  key text not null,
  path text not null,
  fingerprint text not null,
  status integer not null,
  body text not null,
  request text not null,
  created timestamptz not null,
  primary key (account, key)
);

create table if not exists stripe_emulator.event (
  id text primary key,
  seq bigint generated always as identity,
  account text not null,
  type text not null,
  created bigint not null,
  data jsonb not null
) with (toast_tuple_target = 4080);
create index if not exists event_by_account on stripe_emulator.event (account, seq);
create index if not exists event_by_type on stripe_emulator.event (type, seq);

create table if not exists stripe_emulator.delivery (
  id bigint generated always as identity primary key,
  event_id text not null,
  state text not null check (state in ('pending', 'delivered', 'lost', 'failed')),
  attempts integer not null,
  next_attempt_at timestamptz not null,
  give_up_at timestamptz not null,
  last_answer text
) with (fillfactor = 70);
create index if not exists delivery_due on stripe_emulator.delivery (next_attempt_at, id) where state = 'pending';
create index if not exists delivery_by_event on stripe_emulator.delivery (event_id);

create table if not exists stripe_emulator.balance (
  account text not null,
  currency text not null,
  available_on bigint not null,
  shard integer not null,
  net bigint not null,
  primary key (account, currency, available_on, shard)
) with (fillfactor = 50);

create table if not exists stripe_emulator.agenda (
  id bigint generated always as identity primary key,
  action text not null,
  object_id text not null,
  due_at timestamptz not null
);
create index if not exists agenda_due on stripe_emulator.agenda (due_at, id);
`;

const SCHEMA_LOCK = 7_307_498;

/**
 * Makes the schema and tables that are missing. The schema itself is usually there (a migration gives it to the role
 * outcry_stripe_emulator, which may create none), so it is looked for before it is made.
 */
export async function prepareTables(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(${SCHEMA_LOCK})`;
    const [found] = await transaction`select to_regnamespace('stripe_emulator') is not null as there`;
    if (!found?.there) await transaction`create schema stripe_emulator`;
    await transaction`set local client_min_messages = warning`;
    await transaction.unsafe(STATEMENTS);
  });
}
