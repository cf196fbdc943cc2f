import type { QueryResolvers } from "../__generated__/resolvers.ts";

const SECRET_LENGTH_MAX = 256;

export const Query: QueryResolvers = {
  viewer: (_root, _args, { passport, loaders }) =>
    passport.userId === null ? null : loaders.accountById.load(passport.userId),
  user: (_root, { id }, { loaders }) => loaders.accountById.load(id),
  verifyApiKey: (_root, { secret }, { commands }) =>
    secret.length > SECRET_LENGTH_MAX ? null : commands.verifyApiKey(secret),
};
