import type { Sql } from "postgres";

/** Work that nobody waits for, what it is called in the log, and how often it is done. */
export type Chore = Readonly<{ name: string; everyMilliseconds: number; work: () => Promise<unknown> }>;

type UpkeepOptions = Readonly<{
  sql: Pick<Sql, "unsafe">;
  /** The schema that is this service's own. */
  schema: string;
  logger: { warn(details: object, message: string): void };
  chores?: readonly Chore[];
}>;

const ANALYSED_EVERY_MILLISECONDS = 20_000;

const GREW = `/* tables that grew since they were analysed */
  select format('analyze %I.%I', schemaname, relname) as statement from pg_stat_user_tables
   where schemaname = $1 and n_mod_since_analyze > greatest(1000, n_live_tup * 0.3)`;

/**
 * Analyses the tables of a schema of which a third changed since they last were. A plan that was made for a small table is kept by
 * every prepared statement until the table is analysed, and PostgreSQL's own turn comes once a minute.
 */
export async function analyseWhatGrew(sql: Pick<Sql, "unsafe">, schema: string): Promise<void> {
  const grown = await sql.unsafe<{ statement: string }[]>(GREW, [schema]);
  for (const { statement } of grown) await sql.unsafe(statement);
}

/**
 * Does a service's chores, each in its own time and never twice at once, and keeps the planner's figures of its schema near the truth.
 * A turn that fails is logged, and the next one tries again; whoever dies on the way has lost a turn.
 */
export function startUpkeep({ sql, schema, logger, chores = [] }: UpkeepOptions): { stop(): Promise<void> } {
  const analysing = {
    name: "analysing what grew",
    everyMilliseconds: ANALYSED_EVERY_MILLISECONDS,
    work: () => analyseWhatGrew(sql, schema),
  };
  const running = [...chores, analysing].map(({ name, everyMilliseconds, work }) => {
    let turn: Promise<void> | null = null;
    const take = async (): Promise<void> => {
      try {
        await work();
      } catch (error) {
        logger.warn({ err: error, schema, chore: name }, "A chore failed; its next turn tries again.");
      }
      turn = null;
    };
    const timer = setInterval(() => {
      turn ??= take();
    }, everyMilliseconds);
    timer.unref();
    return async (): Promise<void> => {
      clearInterval(timer);
      await turn;
    };
  });
  return {
    async stop() {
      await Promise.all(running.map((stop) => stop()));
    },
  };
}
