import { type Database, withTransaction } from "@outcry/database";
import { isId, ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import { keyOf } from "../domain/command.ts";
import { decideHalt } from "../domain/halt.ts";
import type { MarketKey } from "../domain/order.ts";
import { noSuchVariant } from "../domain/place.ts";
import { recordHalt } from "../store/halting.ts";
import { lockMarkets } from "../store/locked-markets.ts";

const REASON_LENGTH_MAX = 500;

export type HaltInput = Readonly<{ market: MarketKey; halted: boolean; reason: string }>;

export type HaltDependencies = Readonly<{
  database: Database;
  onCommit: (changed: readonly MarketKey[], announced: boolean) => void;
}>;

/** Halts a market or lets it go on, for an admin. Doing it twice does it once. */
export const makeHaltMarket =
  ({ database, onCommit }: HaltDependencies) =>
  async (
    adminId: string,
    { market: key, halted, reason }: HaltInput,
  ): Promise<Result<MarketKey, Refusal>> => {
    if (!isId(key.variantId)) return refuse(noSuchVariant());
    const text = reason.trim();
    if (text.length < 1 || text.length > REASON_LENGTH_MAX || text.includes("\0")) {
      const message = `Say why, in 1 to ${REASON_LENGTH_MAX} characters.`;
      return refuse({ kind: "Validation", message, field: ["input", "reason"] });
    }
    const changed = await withTransaction(database, async (tx) => {
      const market = (await lockMarkets(tx, [key])).get(keyOf(key))?.market;
      if (market === undefined) return null;
      const decided = decideHalt(market, { ...key, kind: "HALT", halted });
      if (!decided.ok || decided.value.market === market) return false;
      await recordHalt(tx, decided.value.market, adminId, text);
      return true;
    });
    if (changed === null) return refuse(noSuchVariant());
    if (changed) onCommit([key], false);
    return ok(key);
  };

export type HaltMarket = ReturnType<typeof makeHaltMarket>;
