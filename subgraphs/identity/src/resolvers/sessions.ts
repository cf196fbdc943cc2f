import { requireUser, toUserError } from "@outcry/service";
import type { MutationResolvers } from "../__generated__/resolvers.ts";
import type { Context } from "../context.ts";

/** Longer texts are refused unread: none of ours is. */
const SECRET_LENGTH_MAX = 256;
const TYPED_LENGTH_MAX = 1_000;

const tooLong = (...texts: string[]): boolean => texts.some((text) => text.length > TYPED_LENGTH_MAX);
const invalid = (message: string) => toUserError({ kind: "Validation", message });

/** The session of the request; API keys have none. */
function sessionOf({ passport }: Context): { accountId: string; sessionId: string | null } {
  return { accountId: requireUser(passport), sessionId: passport.sessionId };
}

const register: MutationResolvers["register"] = async (_root, { input }, { commands }) => {
  if (tooLong(input.email, input.password, input.displayName)) {
    return { session: null, userErrors: [invalid("One of these is far too long.")] };
  }
  const registered = await commands.register(input);
  return registered.ok
    ? { session: registered.value, userErrors: [] }
    : { session: null, userErrors: registered.refusal.map(toUserError) };
};

const login: MutationResolvers["login"] = async (_root, { input }, { commands }) => {
  if (tooLong(input.email, input.password)) {
    return { session: null, mfaRequired: false, userErrors: [invalid("One of these is far too long.")] };
  }
  const signedIn = await commands.login(input);
  return signedIn.ok
    ? { session: signedIn.value, mfaRequired: false, userErrors: [] }
    : { session: null, mfaRequired: false, userErrors: [toUserError(signedIn.refusal)] };
};

const refreshSession: MutationResolvers["refreshSession"] = async (_root, { input }, { commands }) => {
  const presented = input.refreshToken.slice(0, SECRET_LENGTH_MAX);
  const refreshed = await commands.refreshSession(presented);
  return refreshed.ok
    ? { session: refreshed.value, userErrors: [] }
    : { session: null, userErrors: [toUserError(refreshed.refusal)] };
};

const logout: MutationResolvers["logout"] = async (_root, _args, context) => {
  const { accountId, sessionId } = sessionOf(context);
  if (sessionId === null) {
    return { userErrors: [invalid("An API key has no session to end. Revoke the key instead.")] };
  }
  await context.commands.logout(accountId, sessionId);
  return { userErrors: [] };
};

const createSocketTicket: MutationResolvers["createSocketTicket"] = async (_root, _args, context) => {
  const { accountId, sessionId } = sessionOf(context);
  if (sessionId === null) {
    const message = "An API key needs no ticket: send it as connectionParams.authorization.";
    return { ticket: null, expiresAt: null, userErrors: [invalid(message)] };
  }
  const made = await context.commands.createSocketTicket(accountId, sessionId);
  return made.ok
    ? { ...made.value, userErrors: [] }
    : { ticket: null, expiresAt: null, userErrors: [toUserError(made.refusal)] };
};

const redeemSocketTicket: MutationResolvers["redeemSocketTicket"] = (_root, { ticket }, { commands }) =>
  ticket.length > SECRET_LENGTH_MAX ? null : commands.redeemSocketTicket(ticket);

export const sessionMutations = {
  register,
  login,
  refreshSession,
  logout,
  createSocketTicket,
  redeemSocketTicket,
} satisfies MutationResolvers;
