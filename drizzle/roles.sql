-- One schema and one login role per subgraph, which can reach no other. Run by the administrator, any number of times,
-- before the migrations; passwords are set by migrate.ts, so that none is ever written into a file like this.
do $$
declare
  owner text;
  role_name text;
begin
  foreach owner in array array['identity', 'catalog', 'offers', 'orders', 'payments', 'stripe_emulator'] loop
    role_name := 'outcry_' || owner;
    begin
      execute format('create role %I login', role_name);
    exception when duplicate_object or unique_violation then
      null; -- Roles belong to the whole server: another database, or another process just now, made it.
    end;
    -- Who is no superuser must be a member of a role to make a schema that it owns.
    if not (select rolsuper from pg_roles where rolname = current_user)
       and not pg_has_role(current_user, role_name, 'set') then
      execute format('grant %I to current_user', role_name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), role_name);
    execute format('create schema if not exists %I authorization %I', owner, role_name);
    execute format('alter role %I in database %I set search_path = %I', role_name, current_database(), owner);
    execute format('alter role %I in database %I set statement_timeout = %L', role_name, current_database(), '15s');
    execute format('alter role %I in database %I set lock_timeout = %L', role_name, current_database(), '5s');
    execute format('alter role %I in database %I set idle_in_transaction_session_timeout = %L', role_name, current_database(), '10s');
  end loop;
  execute format('revoke connect, temporary, create on database %I from public', current_database());
  revoke all on schema public from public;
end
$$;
