import { type Currency, isCurrency, isId, newId, type Result, refuse } from "@outcry/kernel";
import { checkIdempotencyKey, inputHashOf, type Refusal, readMoney } from "@outcry/service";
import type { Command } from "../domain/command.ts";
import type { Side } from "../domain/order.ts";
import { noSuchVariant } from "../domain/place.ts";
import type { OrderLocation } from "../store/order-reads.ts";
import type { Request } from "./request.ts";
import { type SendDependencies, type Sent, send } from "./send.ts";

export type MoneyInput = Readonly<{ amount: string; currencyCode: string }>;
export type PlaceInput = Readonly<{
  variantId: string;
  price: MoneyInput;
  quantity: number;
  expiresInDays: number;
  idempotencyKey: string;
}>;
export type TakeInput = Readonly<{ variantId: string; limit: MoneyInput; idempotencyKey: string }>;
export type AmendInput = Readonly<{
  orderId: string;
  price: MoneyInput | null;
  quantity: number | null;
  idempotencyKey: string;
}>;

export type TradeDependencies = SendDependencies &
  Readonly<{
    /** Where a person's own order is; null when they have none of this id and side. */
    locate: (userId: string, side: Side, orderId: string) => Promise<OrderLocation | null>;
  }>;

const NAMES = {
  PLACE: { BID: "placeBid", ASK: "placeAsk" },
  TAKE: { BID: "buyNow", ASK: "sellNow" },
  AMEND: { BID: "updateBid", ASK: "updateAsk" },
} as const;

const refused = (refusal: Refusal): Sent => ({ result: refuse(refusal), fresh: null });

/** A request under its key. Input that breaks a rule by itself goes the same way, so that the key remembers its refusal. */
function requestOf(
  userId: string,
  mutation: string,
  { idempotencyKey, ...input }: { idempotencyKey: string },
  decision: Result<Command, Refusal>,
): Request {
  return {
    userId,
    intent: decision.ok ? { command: decision.value } : { refusal: decision.refusal },
    key: { userId, mutation, key: idempotencyKey, inputHash: inputHashOf(input) },
    ownerWasAsked: false,
    vouchedForPayment: false,
  };
}

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
            ...{ kind: "PLACE", side, orderId: newId(), userId, quantity, expiresInDays },
            ...{ variantId: named.value.variantId, currency: named.value.currency, price: named.value.minor },
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
            ...{ kind: "TAKE", side, orderId: newId(), userId },
            ...{ variantId: named.value.variantId, currency: named.value.currency, limit: named.value.minor },
          },
        }
      : named;
    return submit(requestOf(userId, NAMES.TAKE[side], input, decision));
  };

  const noSuchOrder = (side: Side): Refusal => ({
    kind: "NotFound",
    message: side === "BID" ? "You have no such bid." : "You have no such ask.",
    field: ["input", side === "BID" ? "bidId" : "askId"],
  });

  const locate = async (
    userId: string,
    side: Side,
    orderId: string,
  ): Promise<Result<OrderLocation, Refusal>> => {
    const found = isId(orderId) ? await dependencies.locate(userId, side, orderId) : null;
    return found ? { ok: true, value: found } : refuse(noSuchOrder(side));
  };

  /** Takes an order out of the book. Needs no key: it can be done only once. */
  const cancel = async (userId: string, side: Side, orderId: string): Promise<Sent> => {
    const found = await locate(userId, side, orderId);
    if (!found.ok) return refused(found.refusal);
    const command: Command = { kind: "CANCEL", side, userId, ...found.value };
    const request = { userId, intent: { command }, key: null };
    return submit({ ...request, ownerWasAsked: true, vouchedForPayment: false });
  };

  const readAmendment = async (
    userId: string,
    side: Side,
    input: AmendInput,
  ): Promise<Result<Command, Refusal>> => {
    const found = await locate(userId, side, input.orderId);
    if (!found.ok) return found;
    const price = input.price && readMoney(input.price, ["input", "price"]);
    if (price && !price.ok) return price;
    if (price && price.value.currency !== found.value.currency) {
      const message = `This order is in ${found.value.currency}.`;
      return refuse({ kind: "Validation", message, field: ["input", "price", "currencyCode"] });
    }
    const amendment = { price: price ? price.value.minor : null, quantity: input.quantity };
    return { ok: true, value: { kind: "AMEND", side, userId, ...found.value, ...amendment } };
  };

  /** Changes an order's price, its quantity, or both. */
  const amend = async (userId: string, side: Side, input: AmendInput): Promise<Sent> => {
    const decision = await readAmendment(userId, side, input);
    return submit(requestOf(userId, NAMES.AMEND[side], input, decision));
  };

  return { place, take, cancel, amend };
}

export type TradeCommands = ReturnType<typeof makeTradeCommands>;

/** Currencies arrive as text in queries; an unknown one has no market. */
export const readCurrency = (code: string): Currency | null => (isCurrency(code) ? code : null);
