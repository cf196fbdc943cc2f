import { ok } from "@outcry/kernel";
import { readMoney, requireUser, toUserError } from "@outcry/service";
import type { MutationResolvers } from "../__generated__/resolvers.ts";

const createStore: MutationResolvers["createStore"] = async (_root, { input }, context) => {
  const ownerId = requireUser(context.passport);
  const draft = { name: input.name, description: input.description ?? null };
  const created = await context.commands.createStore(ownerId, draft);
  if (!created.ok) return { store: null, userErrors: [toUserError(created.refusal)] };
  return { store: await context.loaders.storeById.load(created.value), userErrors: [] };
};

const createProduct: MutationResolvers["createProduct"] = async (_root, { input }, context) => {
  const price = input.retailPrice ? readMoney(input.retailPrice, ["input", "retailPrice"]) : ok(null);
  if (!price.ok) return { product: null, userErrors: [toUserError(price.refusal)] };
  const created = await context.commands.createProduct({
    name: input.name,
    brand: input.brand,
    categorySlug: input.categorySlug,
    slug: input.slug ?? null,
    styleCode: input.styleCode ?? null,
    colorway: input.colorway ?? null,
    description: input.description ?? null,
    retailPrice: price.value,
    releaseDate: input.releaseDate ?? null,
    sizes: input.sizes,
  });
  if (!created.ok) return { product: null, userErrors: created.refusal.map(toUserError) };
  return { product: await context.loaders.productById.load(created.value), userErrors: [] };
};

const importProducts: MutationResolvers["importProducts"] = async (_root, { input }, { commands }) => {
  const imported = await commands.importProducts(input);
  return imported.ok
    ? { report: imported.value, userErrors: [] }
    : { report: null, userErrors: [toUserError(imported.refusal)] };
};

export const Mutation: MutationResolvers = { createStore, createProduct, importProducts };
