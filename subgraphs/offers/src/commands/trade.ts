import { type Currency, isCurrency, isId, newId, type Result, refuse } from "@outcry/kernel";
import { checkIdempotencyKey, type Refusal, readMoney } from "@outcry/service";
import type { Command } from "../domain/command.ts";
import type { Side } from "../domain/order.ts";
import { noSuchVariant } from "../domain/place.ts";
import { makeAtOnce } from "./at-once.ts";
import { type MoneyInput, requestOf } from "./keyed-request.ts";
import { type Locate, makeOwnOrderCommands } from "./own-orders.ts";
import type { Request } from "./request.ts";
import { type SendDependencies, type Sent, send } from "./send.ts";

export type PlaceInput = Readonly<{
  variantId: string;
  price: MoneyInput;
  quantity: number;
  expiresInDays: number;
  idempotencyKey: string;
}>;
export type TakeInput = Readonly<{ variantId: string; limit: MoneyInput; idempotencyKey: string }>;
export type TradeDependencies = SendDependencies & Readonly<{ locate: Locate }>;

const NAMES = {
  PLACE: { BID: "placeBid", ASK: "placeAsk" },
  TAKE: { BID: "buyNow", ASK: "sellNow" },
} as const;

const refused = (refusal: Refusal): Sent => ({ result: refuse(refusal), fresh: null });

type Named = Readonly<{ variantId: string; currency: Currency; minor: bigint }>;

function readMarket(variantId: string, price: MoneyInput, field: string[]): Result<Named, Refusal> {
  if (!isId(variantId)) return refuse(noSuchVariant());
  const amount = readMoney(price, field);
  if (!amount.ok) return amount;
  const { currency, minor } = amount.value;
  return { ok: true, value: { variantId: variantId.toLowerCase(), currency, minor } };
}

/** What a signed-in person may do in the market. Every command answers with the ids of what it made, or a refusal. */
export function makeTradeCommands(dependencies: TradeDependencies) {
  const submit = (request: Request): Promise<Sent> => {
    const badKey = request.key && checkIdempotencyKey(request.key.key);
    return badKey ? Promise.resolve(refused(badKey)) : send(dependencies, request);
  };

  /** Bids or asks: trades at once what it can, and rests with what is left. */
  const place = (userId: string, side: Side, input: PlaceInput): Promise<Sent> => {
    const named = readMarket(input.variantId, input.price, ["input", "price"]);
    const { quantity, expiresInDays } = input;
    const decision: Result<Command, Refusal> = named.ok
      ? {
          ok: true,
          value: {
            kind: "PLACE",
            side,
            orderId: newId(),
            userId,
            variantId: named.value.variantId,
            currency: named.value.currency,
            price: named.value.minor,
            quantity,
            expiresInDays,
          },
        }
      : named;
    return submit(requestOf(userId, NAMES.PLACE[side], input, decision));
  };

  /** Buys now (BID) or sells now (ASK): one piece at the best price within the limit, or nothing. */
  const take = (userId: string, side: Side, input: TakeInput): Promise<Sent> => {
    const field = ["input", side === "BID" ? "maxPrice" : "minPrice"];
    const named = readMarket(input.variantId, input.limit, field);
    const decision: Result<Command, Refusal> = named.ok
      ? {
          ok: true,
          value: {
            kind: "TAKE",
            side,
            orderId: newId(),
            userId,
            variantId: named.value.variantId,
            currency: named.value.currency,
            limit: named.value.minor,
          },
        }
      : named;
    return submit(requestOf(userId, NAMES.TAKE[side], input, decision));
  };

  const { cancel, amend } = makeOwnOrderCommands(dependencies.locate, submit);
  const bounded = makeAtOnce();
  return { place: bounded(place), take: bounded(take), cancel: bounded(cancel), amend: bounded(amend) };
}

export type TradeCommands = ReturnType<typeof makeTradeCommands>;

/** Currencies arrive as text in queries; an unknown one has no market. */
export const readCurrency = (code: string): Currency | null => (isCurrency(code) ? code : null);
