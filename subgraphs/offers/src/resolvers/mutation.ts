import { requireUser, toUserError } from "@outcry/service";
import type { MutationResolvers } from "../__generated__/resolvers.ts";
import type { Sent } from "../commands/send.ts";
import type { Context } from "../context.ts";
import type { Order } from "../domain/order.ts";
import type { TradeView } from "../domain/views.ts";
import { haltMarket, resumeMarket } from "./halts.ts";
import { watchingMutations } from "./watching.ts";

/** The order and the trades that an answer names, in its order; a remembered answer is looked up as things now stand. */
async function outcome({ result, fresh }: Sent, userId: string, { loaders }: Context) {
  if (!result.ok) return { order: null, trades: [], userErrors: [toUserError(result.refusal)] };
  const order: Order | null = fresh?.order ?? (await loaders.ownOrder(userId, result.value.orderId));
  for (const trade of fresh?.trades ?? []) loaders.trade.prime(trade.id, trade);
  const trades = await Promise.all(result.value.tradeIds.map((id) => loaders.trade.load(id)));
  return { order, trades: trades.filter((trade): trade is TradeView => trade !== null), userErrors: [] };
}

const placeBid: MutationResolvers["placeBid"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const sent = await context.commands.place(userId, "BID", input);
  const { order, trades, userErrors } = await outcome(sent, userId, context);
  return { bid: order, trades, userErrors };
};

const placeAsk: MutationResolvers["placeAsk"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const sent = await context.commands.place(userId, "ASK", input);
  const { order, trades, userErrors } = await outcome(sent, userId, context);
  return { ask: order, trades, userErrors };
};

const updateBid: MutationResolvers["updateBid"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const { bidId: orderId, price, quantity, idempotencyKey } = input;
  const amendment = { orderId, price: price ?? null, quantity: quantity ?? null, idempotencyKey };
  const sent = await context.commands.amend(userId, "BID", amendment);
  const { order, trades, userErrors } = await outcome(sent, userId, context);
  return { bid: order, trades, userErrors };
};

const cancelBid: MutationResolvers["cancelBid"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const sent = await context.commands.cancel(userId, "BID", input.bidId);
  const { order, userErrors } = await outcome(sent, userId, context);
  return { bid: order, userErrors };
};

const updateAsk: MutationResolvers["updateAsk"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const { askId: orderId, price, quantity, idempotencyKey } = input;
  const amendment = { orderId, price: price ?? null, quantity: quantity ?? null, idempotencyKey };
  const sent = await context.commands.amend(userId, "ASK", amendment);
  const { order, trades, userErrors } = await outcome(sent, userId, context);
  return { ask: order, trades, userErrors };
};

const cancelAsk: MutationResolvers["cancelAsk"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const sent = await context.commands.cancel(userId, "ASK", input.askId);
  const { order, userErrors } = await outcome(sent, userId, context);
  return { ask: order, userErrors };
};

const buyNow: MutationResolvers["buyNow"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const { maxPrice: limit, ...rest } = input;
  const sent = await context.commands.take(userId, "BID", { ...rest, limit });
  const { trades, userErrors } = await outcome(sent, userId, context);
  return { trade: trades[0] ?? null, userErrors };
};

const sellNow: MutationResolvers["sellNow"] = async (_root, { input }, context) => {
  const userId = requireUser(context.passport);
  const { minPrice: limit, ...rest } = input;
  const sent = await context.commands.take(userId, "ASK", { ...rest, limit });
  const { trades, userErrors } = await outcome(sent, userId, context);
  return { trade: trades[0] ?? null, userErrors };
};

export const Mutation: MutationResolvers = {
  placeBid,
  placeAsk,
  updateBid,
  updateAsk,
  cancelBid,
  cancelAsk,
  buyNow,
  sellNow,
  haltMarket,
  resumeMarket,
  ...watchingMutations,
};
