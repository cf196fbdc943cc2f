import { requireUser, toUserError } from "@outcry/service";
import type { MutationResolvers } from "../__generated__/resolvers.ts";
import { readCurrency } from "../commands/trade.ts";
import type { Context } from "../context.ts";
import { noSuchVariant } from "../domain/place.ts";

type Input = { variantId: string; currencyCode: string; reason: string };

async function setHalted({ variantId, currencyCode, reason }: Input, halted: boolean, context: Context) {
  const adminId = requireUser(context.passport);
  const currency = readCurrency(currencyCode);
  if (!currency) return { market: null, userErrors: [toUserError(noSuchVariant())] };
  const market = { variantId: variantId.toLowerCase(), currency };
  const done = await context.haltMarket(adminId, { market, halted, reason });
  if (!done.ok) return { market: null, userErrors: [toUserError(done.refusal)] };
  return { market: await context.loaders.market(done.value), userErrors: [] };
}

export const haltMarket: NonNullable<MutationResolvers["haltMarket"]> = (_root, { input }, context) =>
  setHalted(input, true, context);
export const resumeMarket: NonNullable<MutationResolvers["resumeMarket"]> = (_root, { input }, context) =>
  setHalted(input, false, context);
