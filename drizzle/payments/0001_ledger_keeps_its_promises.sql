-- The ledger is only ever added to.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only: % is refused', tg_table_schema, tg_table_name, tg_op
    using errcode = 'integrity_constraint_violation';
end
$$;
--> statement-breakpoint
create trigger journals_are_append_only
  before update or delete on journals
  for each row execute function refuse_change();
--> statement-breakpoint
create trigger journals_are_never_truncated
  before truncate on journals
  for each statement execute function refuse_change();
--> statement-breakpoint
create trigger entries_are_append_only
  before update or delete on entries
  for each row execute function refuse_change();
--> statement-breakpoint
create trigger entries_are_never_truncated
  before truncate on entries
  for each statement execute function refuse_change();
--> statement-breakpoint
-- When a transaction commits, every journal it added to adds up to zero in each currency, and none is without entries.
create function check_entries() returns trigger language plpgsql as $$
begin
  if exists (select from entries where journal_id = new.journal_id group by currency having sum(amount_minor) <> 0) then
    raise exception 'journal % does not add up to zero', new.journal_id
      using errcode = 'check_violation', constraint = 'a_journal_adds_up_to_zero';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create constraint trigger a_journal_adds_up_to_zero
  after insert on entries
  deferrable initially deferred
  for each row execute function check_entries();
--> statement-breakpoint
create function check_journal() returns trigger language plpgsql as $$
begin
  if not exists (select from entries where journal_id = new.id) then
    raise exception 'journal % has no entries', new.id
      using errcode = 'check_violation', constraint = 'a_journal_has_entries';
  end if;
  return null;
end
$$;
--> statement-breakpoint
create constraint trigger a_journal_has_entries
  after insert on journals
  deferrable initially deferred
  for each row execute function check_journal();
--> statement-breakpoint
-- The accounts every journal can use; a seller's is opened with their first sale.
insert into accounts (name, kind) values
  ('stripe_clearing', 'CLEARING'),
  ('history', 'CLEARING'),
  ('escrow', 'ESCROW'),
  ('platform_fees', 'REVENUE'),
  ('processing_fees', 'REVENUE');
