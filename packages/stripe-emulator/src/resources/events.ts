import type Stripe from "stripe";
import { noSuch } from "../errors.ts";
import { type Call, type Endpoint, get } from "../http/endpoint.ts";
import { pageOf, readPage } from "../store/lists.ts";
import type { Work } from "../store/work.ts";

type Row = { id: string; data: Stripe.Event; waiting: number };

const shown = (row: Row): Stripe.Event => ({ ...row.data, pending_webhooks: row.waiting });

const source = (work: Work) => work.sql`
  select seq, id, data, (
    select count(*)::integer from stripe_emulator.delivery
    where event_id = event.id and state = 'pending'
  ) as waiting
  from stripe_emulator.event`;

async function list(work: Work, { parameters }: Call): Promise<object> {
  const page = pageOf(parameters);
  const type = parameters.text("type");
  const types = parameters.texts("types");
  const delivered = parameters.flag("delivery_success");
  parameters.finish();
  const { sql } = work;
  const wanted = type === undefined ? types : [...types, type];
  const failing = sql`exists (select from stripe_emulator.delivery
    where event_id = event.id and state <> 'delivered')`;
  const conditions = [
    sql`account = ${work.account}`,
    ...(wanted.length === 0
      ? []
      : [sql`type like any(${wanted.map((name) => name.replaceAll("_", "\\_").replaceAll("*", "%"))})`]),
    ...(delivered === undefined ? [] : [delivered ? sql`not ${failing}` : failing]),
  ];
  const { rows, more } = await readPage<Row>(sql, {
    source: source(work),
    table: sql`stripe_emulator.event`,
    conditions,
    page,
  });
  return { object: "list", data: rows.map(shown), has_more: more, url: "/v1/events" };
}

async function retrieve(work: Work, { parameters, id }: Call): Promise<Stripe.Event> {
  parameters.finish();
  const [row] = await work.sql<Row[]>`${source(work)} where id = ${id()} and account = ${work.account}`;
  if (!row) throw noSuch("event", id(), "id");
  return shown(row);
}

export const eventEndpoints: Endpoint[] = [get("/v1/events", list), get("/v1/events/:id", retrieve)];
