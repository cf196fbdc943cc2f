import { generateKeyPairSync } from "node:crypto";
import { EventEmitter, on } from "node:events";
import { ACCESS_TOKEN } from "@outcry/contracts";
import { exportJWK, SignJWT } from "jose";
import { type Context, TestSubgraph } from "./subgraph.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@external", "@requires", "@shareable", "@inaccessible"])`;

const PRODUCTS = ["1", "2", "3"].map((id) => ({ id, name: `Runner ${id}`, secretCost: Number(id) * 10 }));

export const makeCatalog = (): TestSubgraph =>
  new TestSubgraph({
    name: "catalog",
    passports: true,
    typeDefs: `${LINK}
      type Query { product(id: ID!): Product  products(first: Int = 20): [Product!]  broken: String  unlucky: Int  private: String
        echo(text: String, count: Int, ids: [ID!]): String }
      type Mutation { login(input: LoginInput!): String  rename(id: ID!, name: String!): Product }
      input LoginInput { email: String!  password: String! }
      type Product @key(fields: "id") { id: ID!  name: String  variants(first: Int): [Variant!]  related: [Product!] }
      type Variant @key(fields: "id") { id: ID!  product: Product  size: String }`,
    resolvers: {
      Query: {
        product: (_: unknown, { id }: { id: string }) => PRODUCTS.find((product) => product.id === id),
        products: (_: unknown, { first }: { first: number }) => PRODUCTS.slice(0, first),
        broken: () => {
          throw new Error("connect ECONNREFUSED postgres://catalog:hunter2@10.0.0.7:5432");
        },
        unlucky: () => 13,
        private: (_: unknown, __: unknown, { passport }: Context) => passport?.userId ?? "nobody",
        echo: (_: unknown, args: unknown) => JSON.stringify(args),
      },
      Mutation: {
        login: () => "in",
        rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ id, name }),
      },
      Product: {
        __resolveReference: ({ id }: { id: string }) => PRODUCTS.find((product) => product.id === id) ?? null,
        variants: ({ id }: { id: string }) => [{ id: `${id}-9` }, { id: `${id}-10` }],
        related: () => PRODUCTS,
      },
      Variant: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        product: ({ id }: { id: string }) => PRODUCTS.find((product) => product.id === id.split("-")[0]),
        size: ({ id }: { id: string }) => id.split("-")[1],
      },
    },
  });

export type Market = { offers: TestSubgraph; publish: (variantId: string, amount: string) => void };

export function makeOffers(): Market {
  const bell = new EventEmitter().setMaxListeners(0);
  let sequence = 0;
  const asks = new Map<string, string>();
  const stateOf = (variantId: string) => ({
    sequence,
    variant: { id: variantId },
    market: { lowestAsk: { amount: asks.get(variantId) ?? null } },
  });
  /** No generator: a generator that waits for its next event cannot be ended. */
  function watch(variantId: string): AsyncIterableIterator<unknown> {
    let first = true;
    const events = on(bell, variantId);
    const over = { done: true, value: undefined } as const;
    return {
      async next() {
        const wasFirst = first;
        first = false;
        if (!wasFirst && (await events.next()).done) return over;
        return { done: false, value: { marketUpdated: stateOf(variantId) } };
      },
      async return() {
        await events.return?.();
        return over;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
  const offers = new TestSubgraph({
    name: "offers",
    passports: true,
    typeDefs: `${LINK}
      type Query { market(variantId: ID!): Market }
      type Variant @key(fields: "id") { id: ID!  market: Market }
      type Market { lowestAsk: Money  bids(first: Int): [Money!] }
      type Money @shareable { amount: String }
      type MarketUpdate { sequence: Int!  variant: Variant  market: Market }
      type Subscription { marketUpdated(variantId: ID!): MarketUpdate  mine: String  refused: String  every(of: Int!): Int }`,
    resolvers: {
      Query: { market: (_: unknown, { variantId }: { variantId: string }) => stateOf(variantId).market },
      Variant: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        market: ({ id }: { id: string }) => stateOf(id).market,
      },
      Market: { bids: () => [] },
      Subscription: {
        marketUpdated: { subscribe: (_: unknown, { variantId }: { variantId: string }) => watch(variantId) },
        mine: {
          subscribe: async function* (_: unknown, __: unknown, { passport }: Context) {
            yield { mine: passport?.userId ?? "nobody" };
          },
        },
        refused: {
          subscribe: () => {
            throw new Error("redis://10.0.0.9 said no");
          },
        },
        every: {
          subscribe: async function* (_: unknown, { of }: { of: number }) {
            for (let number = 0; number < of; number += 1) yield { every: number };
          },
        },
      },
    },
  });
  return {
    offers,
    publish(variantId, amount) {
      sequence += 1;
      asks.set(variantId, amount);
      bell.emit(variantId);
    },
  };
}

const keys = generateKeyPairSync("ed25519");
export const tokenKeys = keys;
export const USER = "01890000-0000-7000-8000-000000000001";
export const SESSION = "01890000-0000-7000-8000-000000000002";
export const API_KEY = "ock_test_0123456789";

export type Claims = { sub?: string; sid?: string; roles?: string[]; iss?: string; aud?: string };

/** A token as identity would sign it, unless told otherwise. */
export function signToken(claims: Claims = {}, expiresIn: string | number = "15m"): Promise<string> {
  const { sub = USER, sid = SESSION, roles = ["BUYER"], iss, aud } = claims;
  return new SignJWT({ sid, roles })
    .setProtectedHeader({ alg: "EdDSA", kid: "test" })
    .setSubject(sub)
    .setIssuer(iss ?? ACCESS_TOKEN.issuer)
    .setAudience(aud ?? ACCESS_TOKEN.audience)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(keys.privateKey);
}

export const makeIdentity = (): TestSubgraph & { tickets: Map<string, Date> } => {
  const tickets = new Map<string, Date>();
  const subgraph = new TestSubgraph({
    name: "identity",
    passports: true,
    routes: {
      "/.well-known/jwks.json": (_request, response) => {
        exportJWK(keys.publicKey).then((jwk) =>
          response.end(JSON.stringify({ keys: [{ ...jwk, kid: "test", alg: "EdDSA", use: "sig" }] })),
        );
      },
    },
    typeDefs: `${LINK}
      type Query { viewer: Viewer  verifyApiKey(secret: String!): Key @inaccessible }
      type Mutation { redeemSocketTicket(ticket: String!): Ticket @inaccessible }
      type Viewer { id: ID! }
      type Key @inaccessible { userId: ID!  roles: [String!]!  scopes: [String!]!  keyId: ID!  requestsPerMinute: Int! }
      type Ticket @inaccessible { userId: ID!  roles: [String!]!  scopes: [String!]!  sessionId: ID!  expiresAt: String! }`,
    resolvers: {
      Query: {
        viewer: (_: unknown, __: unknown, { passport }: Context) =>
          passport?.userId ? { id: passport.userId } : null,
        verifyApiKey: (_: unknown, { secret }: { secret: string }, { passport }: Context) =>
          passport?.service === "edge" && secret === API_KEY
            ? {
                userId: USER,
                roles: ["SELLER"],
                scopes: ["market:trade"],
                keyId: "key-1",
                requestsPerMinute: 5,
              }
            : null,
      },
      Mutation: {
        redeemSocketTicket: (_: unknown, { ticket }: { ticket: string }, { passport }: Context) => {
          const expiresAt = tickets.get(ticket);
          tickets.delete(ticket);
          if (passport?.service !== "edge" || !expiresAt) return null;
          return {
            userId: USER,
            roles: [],
            scopes: [],
            sessionId: SESSION,
            expiresAt: expiresAt.toISOString(),
          };
        },
      },
    },
  });
  return Object.assign(subgraph, { tickets });
};

export const makePayments = (): TestSubgraph & {
  webhooks: { headers: Record<string, unknown>; body: Buffer }[];
} => {
  const webhooks: { headers: Record<string, unknown>; body: Buffer }[] = [];
  const subgraph = new TestSubgraph({
    name: "payments",
    passports: true,
    routes: {
      "/webhooks/stripe": (request, response, body) => {
        webhooks.push({ headers: request.headers, body });
        response.writeHead(body.includes("forged") ? 400 : 200).end('{"received":true}');
      },
    },
    typeDefs: `${LINK} type Query { fees: String }`,
    resolvers: { Query: { fees: () => "none" } },
  });
  return Object.assign(subgraph, { webhooks });
};
