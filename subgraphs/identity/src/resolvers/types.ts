import { SCOPES } from "@outcry/contracts";
import type {
  ActiveSessionResolvers,
  SessionResolvers,
  SocketTicketIdentityResolvers,
  UserResolvers,
  ViewerResolvers,
} from "../__generated__/resolvers.ts";

export const User: UserResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.accountById.load(id),
};

export const Viewer: ViewerResolvers = {
  // Another's private view looks like one that does not exist.
  __resolveReference: ({ id }, { passport, loaders }) =>
    id === passport.userId ? loaders.accountById.load(id) : null,
  user: (viewer) => viewer,
  roles: ({ roles }) => [...roles],
  addresses: ({ id }, _args, { loaders }) => loaders.addressesOf(id),
  sessions: ({ id }, _args, { loaders }) => loaders.sessionsOf(id),
  apiKeys: ({ id }, _args, { loaders }) => loaders.apiKeysOf(id),
  sellerVerification: ({ sellerVerified, sellerDecidedAt }) => ({
    state: sellerVerified ? "VERIFIED" : "UNVERIFIED",
    decidedAt: sellerDecidedAt,
  }),
};

export const Session: SessionResolvers = {
  user: ({ userId }, _args, { loaders }) => loaders.accountById.load(userId),
};

export const ActiveSession: ActiveSessionResolvers = {
  isCurrent: ({ id }, _args, { passport }) => id === passport.sessionId,
};

export const SocketTicketIdentity: SocketTicketIdentityResolvers = {
  // A socket opened with a session's ticket may do all that the session's tokens may.
  scopes: () => [...SCOPES],
};
