import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import postgres from "postgres";
import { type Person, register, signIn, somebody } from "../people.ts";
import type { Fleet } from "./fleet.ts";

const USER_ERRORS = "userErrors { __typename code message }";
const SAVE_CARD = `mutation { savePaymentMethod(input: { token: "pm_card_visa" }) { ${USER_ERRORS} } }`;
const CREATE_PRODUCT = `mutation ($input: CreateProductInput!) { createProduct(input: $input) {
  product { variants { id } } ${USER_ERRORS} } }`;
const PLACE_ASK = `mutation ($input: PlaceAskInput!) { placeAsk(input: $input) { ask { id } ${USER_ERRORS} } }`;
const PLACE_BID = `mutation ($input: PlaceBidInput!) { placeBid(input: $input) { trades { id } ${USER_ERRORS} } }`;

const RETRY_MILLISECONDS = 100;
/** Longer than a process needs to come back on a busy machine. */
const RETRIES_MAX = 1_800;
/** Between two trades of a pair. */
const PAUSE_MILLISECONDS = 100;
const SIZES = ["36", "37", "38", "39", "40", "41", "42", "43"];

type Refusals = { userErrors: { code: string; message: string }[] };

const order = (variantId: string, dollars: number) => ({
  variantId,
  price: { amount: `${dollars}.00`, currencyCode: "USD" },
  idempotencyKey: randomUUID(),
});

/** The first admin of a fleet is made by its operator, in identity's own database; docs/fleet.md says how. */
async function becomeAdmin({ database, graphUrl }: Fleet): Promise<Person> {
  const email = `${randomUUID()}@outcry.test`;
  const password = "a long enough password";
  await somebody(graphUrl).ask(
    `mutation ($input: RegisterInput!) { register(input: $input) { ${USER_ERRORS} } }`,
    {
      input: { email, password, displayName: "Ada Admin" },
    },
  );
  const sql = postgres(database.urlOf("identity"), { max: 1 });
  await sql`update accounts set roles = array_append(roles, 'ADMIN') where email = ${email}`;
  await sql.end();
  return signIn(graphUrl, email, password);
}

/** A product that an admin adds through the public graph; its variants. */
export async function makeProduct(fleet: Fleet): Promise<string[]> {
  const admin = await becomeAdmin(fleet);
  const { createProduct } = await admin.ask<{
    createProduct: Refusals & { product: { variants: { id: string }[] } };
  }>(CREATE_PRODUCT, {
    input: { name: "Fleet Runner", brand: "Invented", categorySlug: "sneakers", sizes: SIZES },
  });
  return createProduct.product.variants.map(({ id }) => id);
}

export type Traders = Readonly<{ seller: Person; buyer: Person }>;

/** A seller and a buyer with a card, whose requests go to the given router. */
export async function makeTraders(graphUrl: string): Promise<Traders> {
  const [seller, buyer] = [await register(graphUrl, "Sam Seller"), await register(graphUrl, "Bo Buyer")];
  await buyer.ask(SAVE_CARD);
  return { seller, buyer };
}

/** Asks until there is an answer, as a good client does: with the same key, so that it happens once. */
async function insist<Data>(person: Person, operation: string, input: object): Promise<Data> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await person.ask<Data>(operation, { input });
    } catch (fault) {
      if (retries === RETRIES_MAX) throw fault;
      await wait(RETRY_MILLISECONDS);
    }
  }
}

/** The whole answer to an ask that is sent once. */
export const answerToAsk = ({ seller }: Traders, variantId: string, dollars: number) =>
  seller.answer(PLACE_ASK, { input: order(variantId, dollars) });

async function placeAsk({ seller }: Traders, variantId: string, dollars: number): Promise<void> {
  const { placeAsk: answer } = await insist<{ placeAsk: Refusals }>(
    seller,
    PLACE_ASK,
    order(variantId, dollars),
  );
  if (answer.userErrors.length > 0) throw new Error(JSON.stringify(answer.userErrors));
}

/** Sells one piece at a price nobody else asks, and buys it. The id of the trade. */
export async function trade(traders: Traders, variantId: string, dollars: number): Promise<string> {
  await placeAsk(traders, variantId, dollars);
  const { placeBid } = await insist<{ placeBid: Refusals & { trades: { id: string }[] } }>(
    traders.buyer,
    PLACE_BID,
    order(variantId, dollars),
  );
  const [executed] = placeBid.trades;
  if (!executed) throw new Error(`The bid met no ask: ${JSON.stringify(placeBid)}`);
  return executed.id;
}

export type Traffic = Readonly<{
  /** How many trades were acknowledged so far. */
  count(): number;
  /** Ends after the trades under way; the ids of all that were acknowledged. */
  stop(): Promise<string[]>;
}>;

/** Trades on and on, each pair of people in a market of their own, until it is stopped. */
export function startTraffic(pairs: readonly Traders[], variantIds: readonly string[]): Traffic {
  const acknowledged: string[] = [];
  let stopped = false;
  const run = async (traders: Traders, variantId: string) => {
    for (let dollars = 30; !stopped; dollars += 1) {
      acknowledged.push(await trade(traders, variantId, dollars));
      await wait(PAUSE_MILLISECONDS);
    }
  };
  const running = Promise.all(pairs.map((traders, index) => run(traders, variantIds[index] ?? "")));
  running.catch(() => undefined); // Whoever stops the traffic hears of it.
  return {
    count: () => acknowledged.length,
    async stop() {
      stopped = true;
      await running;
      return acknowledged;
    },
  };
}

/** Rows of each kind, and how many of them ended as they should: confirmed, with the money held. */
export type Outcome = Readonly<{ trades: number; orders: number; payments: number; held: number }>;

/** What became of these trades, or of all, as the administrator sees it across all schemas. */
export async function outcomeOf({ database }: Fleet, tradeIds?: readonly string[]): Promise<Outcome> {
  const sql = postgres(database.adminUrl, { max: 1 });
  const [row] = await sql<[Outcome]>`
    select count(distinct t.id)::int as trades, count(distinct o.id)::int as orders, count(p.id)::int as payments,
           count(*) filter (where t.state = 'EXECUTED' and o.state = 'CONFIRMED' and p.state = 'HELD')::int as held
      from offers.trades t
      left join orders.orders o on o.trade_id = t.id
      left join payments.payments p on p.order_id = o.id
     where ${tradeIds ? sql`t.id = any(${tradeIds as string[]})` : sql`true`}`;
  await sql.end();
  return { ...row };
}
