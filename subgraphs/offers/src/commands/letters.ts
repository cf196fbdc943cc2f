import { type Currency, isCurrency } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import type { Command } from "../domain/command.ts";
import type { Order, OrderState, Side } from "../domain/order.ts";
import type { TradeView } from "../domain/views.ts";
import { readAnswer, writeAnswer } from "./remembered.ts";
import { answered, type Fresh, type Reply, type Request } from "./request.ts";

/*
 * Requests and replies as one instance writes them to another: lists, because names would be most of it, in JSON. They are read into
 * objects written like those that are made here: to the engine all others are of another shape, and slow all that meets them.
 * Change LETTERS when you change what is written: instances of two versions then leave each other alone.
 */
export const LETTERS = 1;

type Kind = "PLACE" | "TAKE" | "AMEND" | "CANCEL";
/** The kind of command, its side, order and owner, its market, its price or limit, its quantity and its days. */
type WrittenCommand = [Kind, Side, string, string, string, string, string | null, number | null, number];
type WrittenRequest = [WrittenCommand, [string, string, string] | null, boolean, boolean];

const amountOf = (amount: bigint | null): string | null => (amount === null ? null : amount.toString());
const minor = (written: string | null): bigint => BigInt(written ?? 0);
const sideOf = (written: string): Side => (written === "BID" ? "BID" : "ASK");

function currencyOf(written: string): Currency {
  if (!isCurrency(written)) throw new Error("A letter names a currency that there is not.");
  return written;
}

function writeCommand(command: Command): WrittenCommand | null {
  const { kind } = command;
  if (kind !== "PLACE" && kind !== "TAKE" && kind !== "AMEND" && kind !== "CANCEL") return null;
  const { side, orderId, userId, variantId, currency } = command;
  const price = "price" in command ? command.price : "limit" in command ? command.limit : null;
  const quantity = "quantity" in command ? command.quantity : null;
  const days = "expiresInDays" in command ? command.expiresInDays : 0;
  return [kind, side, orderId, userId, variantId, currency, amountOf(price), quantity, days];
}

function readCommand(written: WrittenCommand): Command {
  const [kind, , orderId, userId, variantId, , amount, quantity, expiresInDays] = written;
  const side = sideOf(written[1]);
  const currency = currencyOf(written[5]);
  if (kind === "PLACE") {
    const price = minor(amount);
    return {
      kind: "PLACE",
      side,
      orderId,
      userId,
      variantId,
      currency,
      price,
      quantity: quantity ?? 0,
      expiresInDays,
    };
  }
  if (kind === "TAKE")
    return { kind: "TAKE", side, orderId, userId, variantId, currency, limit: minor(amount) };
  if (kind === "CANCEL") return { kind: "CANCEL", side, userId, orderId, variantId, currency };
  const price = amount === null ? null : minor(amount);
  return { kind: "AMEND", side, userId, orderId, variantId, currency, price, quantity };
}

/** Null for what no other instance can be asked to do. */
export function writeRequest({ intent, key, ...request }: Request): WrittenRequest | null {
  const command = "command" in intent ? writeCommand(intent.command) : null;
  if (command === null) return null;
  const keyed: [string, string, string] | null = key && [key.key, key.digest, key.inputDigest];
  return [command, keyed, request.ownerWasAsked, request.vouchedForPayment];
}

export function readRequest(written: unknown): Request {
  const [command, key, ownerWasAsked, vouchedForPayment] = written as WrittenRequest;
  return {
    userId: command[3],
    intent: { command: readCommand(command) },
    key: key && { key: key[0], digest: key[1], inputDigest: key[2] },
    ownerWasAsked,
    vouchedForPayment,
  };
}

type WrittenOrder = [
  ...[id: string, variantId: string, currency: string, side: Side, userId: string, price: string],
  ...[quantity: number, filled: number, remaining: number, withdrawn: number, state: OrderState],
  ...[priority: number, placedSequence: number, closedSequence: number | null],
  ...[createdAt: number, expiresAt: number],
];
type WrittenTrade = [
  ...[id: string, price: string, quantity: number, executedAt: number],
  ...[sequence: number, ordinal: number, productId: string],
];
export type WrittenReply =
  | Readonly<{ askFirst: string }>
  | Readonly<{ answer: string; order: WrittenOrder | null; trades: WrittenTrade[] }>;

const writeOrder = (order: Order): WrittenOrder => [
  order.id,
  order.variantId,
  order.currency,
  order.side,
  order.userId,
  order.price.toString(),
  order.quantity,
  order.filled,
  order.remaining,
  order.withdrawn,
  order.state,
  order.priority,
  order.placedSequence,
  order.closedSequence,
  order.createdAt.getTime(),
  order.expiresAt.getTime(),
];

function readOrder(written: WrittenOrder): Order {
  const [id, variantId, currency, side, userId, price, quantity, filled, remaining, withdrawn, state] =
    written;
  return {
    id,
    variantId,
    currency: currencyOf(currency),
    side: sideOf(side),
    userId,
    price: minor(price),
    quantity,
    filled,
    remaining,
    withdrawn,
    state,
    priority: written[11],
    placedSequence: written[12],
    closedSequence: written[13],
    createdAt: new Date(written[14]),
    expiresAt: new Date(written[15]),
  };
}

const writeTrade = (trade: TradeView): WrittenTrade => [
  trade.id,
  trade.price.toString(),
  trade.quantity,
  trade.executedAt.getTime(),
  trade.sequence,
  trade.ordinal,
  trade.productId,
];

function readTrade({ variantId, currency }: Order, written: WrittenTrade): TradeView {
  const [id, price, quantity, executedAt, sequence, ordinal, productId] = written;
  return {
    id,
    variantId,
    currency,
    price: minor(price),
    quantity,
    executedAt: new Date(executedAt),
    state: "EXECUTED",
    sequence,
    ordinal,
    productId,
  };
}

export function writeReply(reply: Reply): WrittenReply {
  if (reply.kind === "ASK_FIRST") return { askFirst: writeAnswer({ ok: false, refusal: reply.refusal }) };
  const { result, fresh } = reply;
  return {
    answer: writeAnswer(result),
    order: fresh && writeOrder(fresh.order),
    trades: fresh ? fresh.trades.map(writeTrade) : [],
  };
}

function refusalOf(written: string): Refusal {
  const answer = readAnswer(written);
  if (answer.ok) throw new Error("A letter that asks first says what is lacking.");
  return answer.refusal;
}

export function readReply(reply: WrittenReply): Reply {
  if ("askFirst" in reply) return { kind: "ASK_FIRST", refusal: refusalOf(reply.askFirst) };
  const order = reply.order && readOrder(reply.order);
  const fresh: Fresh | null = order && {
    order,
    trades: reply.trades.map((trade) => readTrade(order, trade)),
  };
  return answered(readAnswer(reply.answer), fresh);
}
