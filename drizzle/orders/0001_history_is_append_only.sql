-- What happened to an order is never edited, only added to.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only: % is refused', tg_table_schema, tg_table_name, tg_op
    using errcode = 'integrity_constraint_violation';
end
$$;
--> statement-breakpoint
create trigger order_events_are_append_only
  before update or delete on order_events
  for each row execute function refuse_change();
--> statement-breakpoint
create trigger order_events_are_never_truncated
  before truncate on order_events
  for each statement execute function refuse_change();
