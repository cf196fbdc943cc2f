import { isId, type Result, refuse } from "@outcry/kernel";
import { type Refusal, readMoney } from "@outcry/service";
import type { Command } from "../domain/command.ts";
import type { Side } from "../domain/order.ts";
import type { OrderLocation } from "../store/order-reads.ts";
import { type MoneyInput, requestOf } from "./keyed-request.ts";
import type { Request } from "./request.ts";
import type { Sent } from "./send.ts";

export type AmendInput = Readonly<{
  orderId: string;
  price: MoneyInput | null;
  quantity: number | null;
  idempotencyKey: string;
}>;

/** Where a person's own order is; null when they have none of this id and side. */
export type Locate = (userId: string, side: Side, orderId: string) => Promise<OrderLocation | null>;

const NAMES = { BID: "updateBid", ASK: "updateAsk" } as const;

const refused = (refusal: Refusal): Sent => ({ result: refuse(refusal), fresh: null });

/** What people may do with their own orders. */
export function makeOwnOrderCommands(locateOrder: Locate, submit: (request: Request) => Promise<Sent>) {
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
    const found = isId(orderId) ? await locateOrder(userId, side, orderId) : null;
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
    if (!price && input.quantity === null) {
      const message = "Say what to change: the price, the quantity, or both.";
      return refuse({ kind: "Validation", message, field: ["input"] });
    }
    const amendment = { price: price ? price.value.minor : null, quantity: input.quantity };
    return { ok: true, value: { kind: "AMEND", side, userId, ...found.value, ...amendment } };
  };

  /** Changes an order's price, its quantity, or both. */
  const amend = async (userId: string, side: Side, input: AmendInput): Promise<Sent> => {
    const decision = await readAmendment(userId, side, input);
    return submit(requestOf(userId, NAMES[side], input, decision));
  };

  return { cancel, amend };
}
