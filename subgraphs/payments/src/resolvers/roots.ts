import { BadUserInputError, readMoney, readPageRequest, requireUser, toUserError } from "@outcry/service";
import type { MutationResolvers, QueryResolvers } from "../__generated__/resolvers.ts";

const PEOPLE_PER_QUESTION_MAX = 100;
const ORDERS_PER_QUESTION_MAX = 1_000;

export const Query: QueryResolvers = {
  feePreview: (_root, { variantId, price, side }, context) => {
    const money = readMoney(price, ["price"]);
    if (!money.ok) throw new BadUserInputError(toUserError(money.refusal).message);
    if (money.value.minor <= 0n) throw new BadUserInputError("A price is more than nothing.");
    return context.previewFees({ variantId, price: money.value, side });
  },
  ledgerEntries: (_root, { orderId, ...args }, context) =>
    context.ledgerEntries(readPageRequest(args), orderId ?? null),
  quotedFees: (_root, { orderIds }, context) => {
    if (orderIds.length > ORDERS_PER_QUESTION_MAX)
      throw new BadUserInputError(`At most ${ORDERS_PER_QUESTION_MAX} orders are asked for at once.`);
    return context.quotedFees(orderIds);
  },
  paymentMethodsOnFile: async (_root, { userIds }, context) => {
    if (userIds.length > PEOPLE_PER_QUESTION_MAX)
      throw new BadUserInputError(`At most ${PEOPLE_PER_QUESTION_MAX} people are asked for at once.`);
    const people = await context.peopleWithMethods(userIds);
    return userIds.map((userId) => ({ userId, onFile: people.has(userId) }));
  },
};

export const Mutation: MutationResolvers = {
  savePaymentMethod: async (_root, { input }, context) => {
    const userId = requireUser(context.passport);
    const saved = await context.commands.savePaymentMethod({ userId, token: input.token });
    return saved.ok
      ? { paymentMethod: saved.value, userErrors: [] }
      : { paymentMethod: null, userErrors: [toUserError(saved.refusal)] };
  },
  removePaymentMethod: async (_root, { input }, context) => {
    const userId = requireUser(context.passport);
    const { paymentMethodId } = input;
    const removed = await context.commands.removePaymentMethod({ userId, paymentMethodId });
    return removed.ok
      ? { removedPaymentMethodId: removed.value, userErrors: [] }
      : { removedPaymentMethodId: null, userErrors: [toUserError(removed.refusal)] };
  },
};
