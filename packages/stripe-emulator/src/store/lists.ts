import type { ISql, PendingQuery, Row } from "postgres";
import type Stripe from "stripe";
import { invalidParameter, noSuch } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import type { Kind, Kinds, Stored } from "./kinds.ts";
import type { Work } from "./work.ts";

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

/** Which page is asked for: `limit`, `starting_after`, `ending_before`, `created`. */
export type Page = {
  limit: number;
  startingAfter: string | undefined;
  endingBefore: string | undefined;
  created: ReturnType<Parameters["range"]>;
};

export function pageOf(parameters: Parameters): Page {
  const limit = parameters.integer("limit") ?? LIMIT_DEFAULT;
  if (limit < 1 || limit > LIMIT_MAX) {
    throw invalidParameter(`Invalid limit: must be between 1 and ${LIMIT_MAX}.`, { param: "limit" });
  }
  return {
    limit,
    startingAfter: parameters.text("starting_after"),
    endingBefore: parameters.text("ending_before"),
    created: parameters.range("created"),
  };
}

type Fragment = PendingQuery<Row[]>;
type Column = "customer" | "payment_intent" | "source" | "transfer_group" | "destination";

/** What a list is narrowed by: columns with an index, and any other top-level field. */
export type Filter = { [column in Column]?: string | undefined } & {
  fields?: Record<string, string | undefined>;
  metadata?: Record<string, string>;
};

/** A list answer, newest first, as Stripe pages them. */
export async function listObjects<K extends Kind>(
  work: Work,
  kind: K,
  url: string,
  page: Page,
  filter: Filter = {},
): Promise<Stripe.ApiList<Kinds[K]>> {
  const { sql } = work;
  const conditions = [sql`account = ${work.account} and kind = ${kind}`, ...filters(sql, filter)];
  const { rows, more } = await readPage<Stored<K>>(sql, {
    source: sql`select seq, kind, id, account, data, hidden from stripe_emulator.object`,
    table: sql`stripe_emulator.object`,
    conditions,
    page,
  });
  for (const row of rows) work.see(row as Stored);
  return { object: "list", data: rows.map((row) => row.data), has_more: more, url };
}

function filters(sql: ISql, filter: Filter): Fragment[] {
  const conditions: Fragment[] = [];
  for (const column of ["customer", "payment_intent", "source", "transfer_group", "destination"] as const) {
    if (filter[column] !== undefined) conditions.push(sql`${sql(column)} = ${filter[column]}`);
  }
  for (const [field, value] of Object.entries(filter.fields ?? {})) {
    if (value !== undefined) conditions.push(sql`data ->> ${field} = ${value}`);
  }
  if (filter.metadata && Object.keys(filter.metadata).length > 0) {
    conditions.push(
      sql`metadata @> ${JSON.stringify(filter.metadata)}::text::jsonb and metadata <> '{}'::jsonb`,
    );
  }
  return conditions;
}

type Reading = { source: Fragment; table: Fragment; conditions: Fragment[]; page: Page };

/** Reads one page by `seq`, one row further than asked, to know whether there are more. */
export async function readPage<Found extends { id: string }>(
  sql: ISql,
  { source, table, conditions, page }: Reading,
): Promise<{ rows: Found[]; more: boolean }> {
  const backwards = page.endingBefore !== undefined;
  const cursor = page.endingBefore ?? page.startingAfter;
  const all = [...conditions, ...createdWithin(sql, page.created)];
  if (cursor !== undefined) {
    const [at] = await sql<{ seq: string }[]>`select seq from ${table} where id = ${cursor}`;
    if (!at) throw noSuch("object", cursor, backwards ? "ending_before" : "starting_after");
    all.push(backwards ? sql`seq > ${at.seq}` : sql`seq < ${at.seq}`);
  }
  const where = all.reduce((left, right) => sql`${left} and ${right}`);
  const order = backwards ? sql`order by seq asc` : sql`order by seq desc`;
  const found = await sql<(Found & { seq: string })[]>`
    ${source} where ${where} ${order} limit ${page.limit + 1}`;
  const rows = [...found.slice(0, page.limit)];
  return { rows: backwards ? rows.reverse() : rows, more: found.length > page.limit };
}

function createdWithin(sql: ISql, range: Page["created"]): Fragment[] {
  const conditions: Fragment[] = [];
  if (range.gt !== undefined) conditions.push(sql`created > ${range.gt}`);
  if (range.gte !== undefined) conditions.push(sql`created >= ${range.gte}`);
  if (range.lt !== undefined) conditions.push(sql`created < ${range.lt}`);
  if (range.lte !== undefined) conditions.push(sql`created <= ${range.lte}`);
  return conditions;
}
