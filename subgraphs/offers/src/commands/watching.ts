import type { Database } from "@outcry/database";
import { isCurrency, isId, newId, ok, type Result, refuse } from "@outcry/kernel";
import { type Refusal, readMoney } from "@outcry/service";
import type { MarketKey } from "../domain/order.ts";
import { noSuchVariant } from "../domain/place.ts";
import {
  ALERTS_WAITING_MAX,
  type AlertKind,
  type PriceAlert,
  priceOfAlert,
  WATCHED_MAX,
  type WatchlistEntry,
} from "../domain/watching.ts";
import * as store from "../store/watching.ts";
import type { MoneyInput } from "./keyed-request.ts";

export type AlertInput = Readonly<{
  variantId: string;
  kind: AlertKind;
  price: MoneyInput | null;
  currencyCode: string;
}>;

export type WatchingDependencies = Readonly<{
  database: Database;
  variantExists: (id: string) => Promise<boolean>;
  /** Called with the market of a new alert, which may be reached already. */
  onAlert: (market: MarketKey) => void;
}>;

const full = (what: string, most: number): Refusal => ({
  kind: "LimitReached",
  limit: `${most} ${what}`,
  message: `You have ${most} ${what} already. Remove one first.`,
});

/** What people may ask to be told of. */
export function makeWatchingCommands({ database, variantExists, onAlert }: WatchingDependencies) {
  const readVariant = async (id: string): Promise<Result<string, Refusal>> => {
    const variantId = id.toLowerCase();
    return isId(variantId) && (await variantExists(variantId)) ? ok(variantId) : refuse(noSuchVariant());
  };
  return {
    async watch(userId: string, id: string): Promise<Result<WatchlistEntry, Refusal>> {
      const variant = await readVariant(id);
      if (!variant.ok) return variant;
      const entry = await store.watch(database, newId(), userId, variant.value, WATCHED_MAX);
      return entry ? ok(entry) : refuse(full("watched things", WATCHED_MAX));
    },
    async unwatch(userId: string, id: string): Promise<Result<null, Refusal>> {
      if (isId(id) && (await store.unwatch(database, userId, id.toLowerCase()))) return ok(null);
      return refuse({ kind: "NotFound", message: "You do not watch this.", field: ["input", "variantId"] });
    },
    async createAlert(userId: string, input: AlertInput): Promise<Result<PriceAlert, Refusal>> {
      const variant = await readVariant(input.variantId);
      if (!variant.ok) return variant;
      const given = input.price ? readMoney(input.price, ["input", "price"]) : ok(null);
      if (!given.ok) return given;
      const price = priceOfAlert(input.kind, given.value);
      if (!price.ok) return price;
      const currency = given.value?.currency ?? input.currencyCode;
      if (!isCurrency(currency)) return refuse(noSuchVariant());
      const market = { variantId: variant.value, currency };
      const alert = { ...market, id: newId(), userId, kind: input.kind, price: price.value };
      const created = await store.createAlert(database, alert, ALERTS_WAITING_MAX);
      if (created) onAlert(market);
      return created ? ok(created) : refuse(full("waiting price alerts", ALERTS_WAITING_MAX));
    },
    async deleteAlert(userId: string, id: string): Promise<Result<null, Refusal>> {
      if (isId(id) && (await store.deleteAlert(database, id, userId))) return ok(null);
      return refuse({
        kind: "NotFound",
        message: "You have no such alert.",
        field: ["input", "priceAlertId"],
      });
    },
  };
}

export type WatchingCommands = ReturnType<typeof makeWatchingCommands>;
