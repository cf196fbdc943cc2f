import "server-only";
import {
  type NewSessionFragment,
  OpenAccountDocument,
  type RefusalFragment,
  SignInDocument,
  SignOutDocument,
} from "#web/graph/__generated__/graphql.ts";
import { type Answer, ask } from "#web/graph/ask.ts";
import { renew } from "#web/graph/renewal.ts";
import type { SessionTokens } from "#web/graph/session-cookies.ts";
import type { SessionAnswer, SessionRequest } from "./credentials.ts";

/** What a request did to the session: the tokens to keep, null to drop them, undefined to leave them. */
export type Outcome = Readonly<{
  status: number;
  answer: SessionAnswer;
  session: SessionTokens | null | undefined;
}>;

const refused = (status: number, message: string, field: string | null = null): Outcome => ({
  status,
  answer: { ok: false, problems: [{ field, message }] },
  session: undefined,
});

const DONE: SessionAnswer = { ok: true, problems: [] };

type Opened = Readonly<{
  session?: NewSessionFragment | null | undefined;
  userErrors: readonly RefusalFragment[];
  mfaRequired?: boolean;
}>;

function opened(payload: Opened | null | undefined, { faults, status }: Answer<unknown>): Outcome {
  if (!payload)
    return refused(status === 429 ? 429 : 503, faults[0]?.message ?? "We cannot reach the market right now.");
  const { session, userErrors, mfaRequired } = payload;
  if (!session)
    return {
      status: 422,
      answer: {
        ok: false,
        mfaRequired: mfaRequired ?? false,
        problems: userErrors.map(({ message, field }) => ({ message, field: field?.at(-1) ?? null })),
      },
      session: undefined,
    };
  const { accessToken, refreshToken, expiresAt, user } = session;
  return {
    status: 200,
    answer: DONE,
    session: {
      accessToken,
      refreshToken,
      expiresAt: Date.parse(expiresAt),
      name: user?.displayName ?? "You",
    },
  };
}

/** Does what the request says with the session it came with. Never throws. */
export async function openSession(request: SessionRequest, current: SessionTokens | null): Promise<Outcome> {
  switch (request.action) {
    case "sign-in": {
      const { email, password, totpCode } = request;
      const input = { email, password, ...(totpCode ? { totpCode } : {}) };
      const answer = await ask(SignInDocument, { input });
      return opened(answer.data?.login, answer);
    }
    case "register": {
      const { email, password, displayName } = request;
      const answer = await ask(OpenAccountDocument, { input: { email, password, displayName } });
      return opened(answer.data?.register, answer);
    }
    case "refresh": {
      if (!current) return refused(401, "You are signed out.");
      const renewal = await renew(current);
      if (renewal.kind === "renewed") return { status: 200, answer: DONE, session: renewal.session };
      if (renewal.kind === "unknown") return refused(503, "We cannot reach the market right now.");
      return { ...refused(401, "Your session has ended. Sign in again."), session: null };
    }
    case "sign-out":
      // The cookies go even when the router cannot be told: the person asked to be forgotten here.
      if (current) await ask(SignOutDocument, {}, current.accessToken);
      return { status: 200, answer: DONE, session: null };
  }
}
