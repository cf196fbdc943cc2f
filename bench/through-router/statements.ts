import type { Sql } from "postgres";

const SHOWN = 45;
const TEXT_LENGTH_MAX = 110;

export const forgetStatements = (sql: Sql): Promise<unknown> => sql`select pg_stat_statements_reset()`;

/** Prints what each role asked of PostgreSQL since the last reset, for each trade, and its dearest statements. */
export async function printStatements(sql: Sql, trades: number): Promise<void> {
  const roles = await sql<{ role: string; calls: number; milliseconds: number }[]>`
    select rolname as role, sum(calls)::float8 as calls, sum(total_exec_time)::float8 as milliseconds
      from pg_stat_statements s join pg_roles r on r.oid = s.userid
     where rolname like 'outcry_%' group by rolname order by 3 desc`;
  console.log(`  statements and PostgreSQL's milliseconds in them, each for one of ${trades} trades:`);
  for (const { role, calls, milliseconds } of roles)
    console.log(
      `    ${role.padEnd(24)} ${(calls / trades).toFixed(2)} statements, ${(milliseconds / trades).toFixed(3)} ms`,
    );
  const dearest = await sql<{ role: string; calls: number; milliseconds: number; query: string }[]>`
    select rolname as role, calls::float8, total_exec_time as milliseconds, regexp_replace(query, '\\s+', ' ', 'g') as query
      from pg_stat_statements s join pg_roles r on r.oid = s.userid
     where rolname like 'outcry_%' order by total_exec_time + calls * 0.1 desc limit ${SHOWN}`;
  for (const { role, calls, milliseconds, query } of dearest)
    console.log(
      `    ${role.replace("outcry_", "").padEnd(15)} ${(calls / trades).toFixed(2).padStart(6)} ${(milliseconds / trades).toFixed(3).padStart(7)}  ${query.slice(0, TEXT_LENGTH_MAX)}`,
    );
}
