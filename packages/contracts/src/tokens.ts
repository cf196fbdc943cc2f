import { z } from "zod";

/** Roles a person may hold; the public enum `Role`. */
export const ROLES = ["BUYER", "SELLER", "AUTHENTICATOR", "SUPPORT", "ADMIN"] as const;
export type Role = (typeof ROLES)[number];

/** What an API key may be limited to. A session's token carries them all. */
export const SCOPES = [
  "market:trade",
  "catalog:write",
  "orders:write",
  "payments:write",
  "account:write",
] as const;
export type Scope = (typeof SCOPES)[number];

/** Access tokens: EdDSA JWTs, verified at the router against identity's JWKS. */
export const ACCESS_TOKEN = {
  algorithm: "EdDSA",
  issuer: "outcry/identity",
  audience: "outcry",
  lifetimeMilliseconds: 15 * 60_000,
  clockToleranceSeconds: 30,
} as const;

/** API keys begin with this, so that they are told from tokens without trying, and found by secret scanners. */
export const API_KEY_PREFIX = "ock_";

export const accessTokenClaims = z.object({
  sub: z.uuid(),
  /** The session, which may be revoked before the token expires. */
  sid: z.uuid(),
  roles: z.array(z.enum(ROLES)),
  exp: z.number(),
});
export type AccessTokenClaims = z.infer<typeof accessTokenClaims>;

/** The subgraphs by name: also the audiences of passports and the names in the supergraph. */
export const SUBGRAPHS = ["identity", "catalog", "offers", "orders", "payments"] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];
