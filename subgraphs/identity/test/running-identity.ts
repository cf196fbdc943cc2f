import { generateKeyPairSync } from "node:crypto";
import { type Role, SCOPES, type Scope, SessionRevoked } from "@outcry/contracts";
import { connectDatabase } from "@outcry/database";
import { systemClock } from "@outcry/kernel";
import { type FeedEvent, inProcessDoorbell } from "@outcry/outbox";
import { makeLogger, PASSPORT_HEADER, signPassport } from "@outcry/service";
import { createTestDatabase } from "@outcry/testkit";
import { decodeJwt } from "jose";
import { createIdentity } from "../src/index.ts";

const KEYS = { router: "router-and-identity-share-this-k", edge: "edge-and-identity-share-this-key-" };

/** Who asks. Nobody, unless said. */
export type Asker = Readonly<{
  caller?: keyof typeof KEYS;
  userId?: string;
  sessionId?: string;
  roles?: readonly Role[];
  scopes?: readonly Scope[];
}>;

export type Answer = {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for, and nothing types that here.
  data: any;
  errors?: { message: string; path?: unknown; extensions: { code: string } }[];
};

export const edge: Asker = { caller: "edge" };

/** The router's view of an access token: what it puts into the passport. */
export function bearerOf(accessToken: string): Asker {
  const { sub, sid, roles } = decodeJwt<{ sid: string; roles: Role[] }>(accessToken);
  return { userId: sub ?? "", sessionId: sid, roles, scopes: SCOPES };
}

const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  session { accessToken refreshToken expiresAt user { id displayName } } userErrors { __typename code field message } } }`;

export const signingKeyPem = generateKeyPairSync("ed25519")
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

/** The whole subgraph on a database of its own, spoken to as the router does. */
export async function runIdentity() {
  const postgres = await createTestDatabase();
  const database = connectDatabase({ url: postgres.urlOf("identity"), applicationName: "test", poolMax: 5 });
  const never = (): never => {
    throw new Error("Identity asks nobody.");
  };
  const identity = await createIdentity({
    database,
    doorbell: inProcessDoorbell(),
    feeds: never,
    services: never,
    passportKeys: KEYS,
    logger: makeLogger("identity", "silent"),
    clock: systemClock,
    host: "127.0.0.1",
    port: 0,
    signingKey: signingKeyPem,
  });
  const ask = async (
    query: string,
    variables: Record<string, unknown> = {},
    asker: Asker = {},
  ): Promise<Answer> => {
    const body = JSON.stringify({ query, variables });
    const caller = asker.caller ?? "router";
    const passport = signPassport({
      key: KEYS[caller],
      caller,
      audience: "identity",
      subject: asker.userId ?? null,
      sessionId: asker.sessionId ?? null,
      roles: asker.roles ?? [],
      scopes: asker.scopes ?? [],
      body,
      now: new Date(),
    });
    const response = await fetch(`${identity.url}/graphql`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", [PASSPORT_HEADER]: passport },
    });
    return (await response.json()) as Answer;
  };
  let people = 0;
  return {
    identity,
    database,
    ask,
    register: (input: Record<string, unknown>) => ask(REGISTER, { input }),
    /** Somebody new, signed in. */
    async newcomer() {
      people += 1;
      const email = `newcomer-${people}@example.test`;
      const password = `correct horse ${people}`;
      const { data } = await ask(REGISTER, { input: { email, password, displayName: `Newcomer ${people}` } });
      const { session } = data.register;
      return {
        email,
        password,
        id: session.user.id as string,
        refreshToken: session.refreshToken as string,
        accessToken: session.accessToken as string,
        asker: bearerOf(session.accessToken),
      };
    },
    /** What was announced, oldest first. */
    events: (): Promise<FeedEvent[]> => identity.feed.read({ consumer: "test", after: 0n, limit: 1_000 }),
    async revokedSessions(): Promise<string[]> {
      const events = await identity.feed.read({ consumer: "test", after: 0n, limit: 1_000 });
      return events
        .filter(({ type }) => type === SessionRevoked.type)
        .map((event) => SessionRevoked.read(event).sessionId);
    },
    async stop() {
      await identity.stop();
      await database.close();
      await postgres.drop();
    },
  };
}
export type RunningTest = Awaited<ReturnType<typeof runIdentity>>;
