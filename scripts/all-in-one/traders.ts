import { setTimeout as wait } from "node:timers/promises";
import { DEMO_PASSWORD, type DemoStory, type DemoVariant } from "@outcry/demo";
import { newId } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { type GraphClient, graphClient, type UserErrorAnswer } from "../partner/graph-client.ts";

/** Accounts that trade; each is one sign-in, and sign-ins are rate-limited. */
const TRADERS_MAX = 6;
const PAUSE_MILLISECONDS = { least: 500, most: 1_800 };
/** Access tokens live 15 minutes; sign in again well before. */
const SIGN_IN_EVERY_MILLISECONDS = 10 * 60_000;
/** Markets the traders keep to for a while, so that a visitor sees movement where they look. */
const HOT_MARKETS = 24;
const OWN_ORDERS_MAX = 60;

const LOGIN = "mutation Login($input: LoginInput!) { login(input: $input) { session { accessToken } } }";
const MARKET = `query Market($variantId: ID!) { market(variantId: $variantId) {
  lowestAsk { amount } highestBid { amount } lastSale { price { amount } } } }`;
const act = (name: "placeBid" | "placeAsk" | "buyNow" | "sellNow", thing: string) =>
  `mutation Act($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) {
    answer: ${name}(input: $input) { thing: ${thing} { id } userErrors { code } } }`;
const ACTIONS = {
  placeBid: act("placeBid", "bid"),
  placeAsk: act("placeAsk", "ask"),
  buyNow: act("buyNow", "trade"),
  sellNow: act("sellNow", "trade"),
} as const;
const CANCEL = {
  placeBid: "mutation Cancel($id: ID!) { cancelBid(input: { bidId: $id }) { userErrors { code } } }",
  placeAsk: "mutation Cancel($id: ID!) { cancelAsk(input: { askId: $id }) { userErrors { code } } }",
} as const;

type Amount = { amount: string } | null;
type MarketAnswer = {
  market: { lowestAsk: Amount; highestBid: Amount; lastSale: { price: { amount: string } } | null } | null;
};
type ActAnswer = { answer: { thing: { id: string } | null; userErrors: Pick<UserErrorAnswer, "code">[] } };
type OwnOrder = { placed: "placeBid" | "placeAsk"; id: string };

const between = (least: number, most: number): number =>
  least + Math.floor(Math.random() * (most - least + 1));
const pick = <Item>(items: readonly Item[]): Item | undefined => items[between(0, items.length - 1)];
const dollars = (amount: Amount | undefined): number | null => (amount ? Number(amount.amount) : null);

/** What a trader does next in a market: mostly rests an order near the price, sometimes takes the other side. */
function decide({ market }: MarketAnswer): { action: keyof typeof ACTIONS; price: number } | null {
  const [ask, bid] = [dollars(market?.lowestAsk), dollars(market?.highestBid)];
  const last = dollars(market?.lastSale?.price) ?? ask ?? bid;
  if (last === null) return null;
  const step = Math.max(1, Math.round(last * 0.01));
  const mood = Math.random();
  if (mood < 0.2 && ask !== null) return { action: "buyNow", price: ask };
  if (mood < 0.4 && bid !== null) return { action: "sellNow", price: bid };
  if (mood < 0.7)
    return {
      action: "placeBid",
      price: Math.max(25, Math.min(last - step * between(0, 6), (ask ?? Infinity) - 1)),
    };
  return { action: "placeAsk", price: Math.max(26, Math.max(last + step * between(0, 6), (bid ?? 0) + 1)) };
}

class Trader {
  #client: GraphClient;
  readonly #own: OwnOrder[] = [];
  #signedInAt = 0;
  readonly #url: string;
  readonly #email: string;

  constructor(url: string, email: string) {
    this.#url = url;
    this.#email = email;
    this.#client = graphClient(url, null);
  }

  async #signIn(): Promise<void> {
    if (Date.now() - this.#signedInAt < SIGN_IN_EVERY_MILLISECONDS) return;
    const { login } = await graphClient(this.#url, null).ask<{
      login: { session: { accessToken: string } | null };
    }>(LOGIN, {
      input: { email: this.#email, password: DEMO_PASSWORD },
    });
    if (!login.session) throw new Error(`The trader ${this.#email} could not sign in.`);
    this.#client = graphClient(this.#url, login.session.accessToken);
    this.#signedInAt = Date.now();
  }

  /** Looks at one market and acts in it once. */
  async trade(variant: DemoVariant): Promise<void> {
    await this.#signIn();
    const { variantId } = variant;
    const decision = decide(await this.#client.ask<MarketAnswer>(MARKET, { variantId }));
    if (!decision) return;
    const { action } = decision;
    const amount = { amount: decision.price.toFixed(2), currencyCode: "USD" };
    const limit =
      action === "buyNow"
        ? { maxPrice: amount }
        : action === "sellNow"
          ? { minPrice: amount }
          : { price: amount };
    const expiry = action === "placeBid" || action === "placeAsk" ? { expiresInDays: 7 } : {};
    const { answer } = await this.#client.ask<ActAnswer>(ACTIONS[action], {
      input: { variantId, idempotencyKey: newId(), ...limit, ...expiry },
    });
    if (!answer.thing || (action !== "placeBid" && action !== "placeAsk")) return;
    this.#own.push({ placed: action, id: answer.thing.id });
    const oldest = this.#own.length > OWN_ORDERS_MAX ? this.#own.shift() : undefined;
    if (oldest) await this.#client.ask(CANCEL[oldest.placed], { id: oldest.id });
  }
}

/** Keeps the demo's prices moving through the public graph, until stopped. Leaves the one quiet product alone. */
export function startTraders(url: string, story: DemoStory, logger: Logger): { stop(): Promise<void> } {
  const traders = story.traders.slice(0, TRADERS_MAX).map(({ email }) => new Trader(url, email));
  const featured = story.products
    .filter(({ featuredRank }) => featuredRank !== null)
    .flatMap(({ variants }) => variants.filter(({ traded }) => traded));
  const all = story.variants.filter(({ traded }) => traded);
  const hot = [...featured].sort(() => Math.random() - 0.5).slice(0, HOT_MARKETS);
  const stopping = new AbortController();
  const trading = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const variant = pick(Math.random() < 0.8 ? hot : all);
        if (variant) await pick(traders)?.trade(variant);
      } catch (error) {
        logger.warn({ err: error }, "A simulated trader was interrupted.");
      }
      const pause = between(PAUSE_MILLISECONDS.least, PAUSE_MILLISECONDS.most);
      await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await trading;
    },
  };
}
