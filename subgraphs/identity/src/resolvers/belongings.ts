import { requireUser, toUserError } from "@outcry/service";
import type { MutationResolvers } from "../__generated__/resolvers.ts";

const updateProfile: MutationResolvers["updateProfile"] = async (_root, { input }, context) => {
  const updated = await context.commands.updateProfile(requireUser(context.passport), input.displayName);
  if (!updated.ok) return { user: null, userErrors: [toUserError(updated.refusal)] };
  // One request may rename twice, so what the loader knows of the account is out of date.
  return { user: await context.loaders.accountById.clear(updated.value).load(updated.value), userErrors: [] };
};

const addAddress: MutationResolvers["addAddress"] = async (_root, { input }, { passport, commands }) => {
  const { makeDefault, line2, region, ...lines } = input;
  const written = { ...lines, line2: line2 ?? null, region: region ?? null };
  const added = await commands.addAddress(requireUser(passport), written, makeDefault);
  return added.ok
    ? { address: added.value, userErrors: [] }
    : { address: null, userErrors: added.refusal.map(toUserError) };
};

const removeAddress: MutationResolvers["removeAddress"] = async (
  _root,
  { input },
  { passport, commands },
) => {
  const removed = await commands.removeAddress(requireUser(passport), input.addressId);
  return removed.ok
    ? { removedAddressId: removed.value, userErrors: [] }
    : { removedAddressId: null, userErrors: [toUserError(removed.refusal)] };
};

const createApiKey: MutationResolvers["createApiKey"] = async (_root, { input }, { passport, commands }) => {
  const request = { ...input, requestsPerMinute: input.requestsPerMinute ?? null };
  const made = await commands.createApiKey(requireUser(passport), request, passport);
  return made.ok
    ? { ...made.value, userErrors: [] }
    : { apiKey: null, secret: null, userErrors: made.refusal.map(toUserError) };
};

const revokeApiKey: MutationResolvers["revokeApiKey"] = async (_root, { input }, { passport, commands }) => {
  const revoked = await commands.revokeApiKey(requireUser(passport), input.apiKeyId);
  return revoked.ok
    ? { apiKey: revoked.value, userErrors: [] }
    : { apiKey: null, userErrors: [toUserError(revoked.refusal)] };
};

const setApiKeyQuota: MutationResolvers["setApiKeyQuota"] = async (_root, { input }, { commands }) => {
  const changed = await commands.setApiKeyQuota(input.apiKeyId, input.requestsPerMinute);
  return changed.ok
    ? { apiKey: changed.value, userErrors: [] }
    : { apiKey: null, userErrors: [toUserError(changed.refusal)] };
};

const decideSellerVerification: MutationResolvers["decideSellerVerification"] = async (
  _root,
  { input },
  { commands, loaders },
) => {
  const decided = await commands.decideSellerVerification(input.userId, input.verified);
  if (!decided.ok) return { user: null, userErrors: [toUserError(decided.refusal)] };
  return { user: await loaders.accountById.load(decided.value), userErrors: [] };
};

export const belongingMutations = {
  updateProfile,
  addAddress,
  removeAddress,
  createApiKey,
  revokeApiKey,
  setApiKeyQuota,
  decideSellerVerification,
} satisfies MutationResolvers;
