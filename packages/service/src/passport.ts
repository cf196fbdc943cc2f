import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import { ROLES, SCOPES } from "@outcry/contracts";
import { z } from "zod";

/** The header that carries a passport; on a socket it is `connectionParams.passport` and `extensions.passport`. */
export const PASSPORT_HEADER = "outcry-passport";

export const PASSPORT_LIFETIME_SECONDS = 60;

/** Two machines' clocks may differ by this much before a fresh passport looks like one from the future. */
const CLOCK_SKEW_SECONDS = 5;

const passportClaims = z.object({
  /** Who calls: "router" or a subgraph's name. */
  iss: z.string(),
  /** Whom they call: a subgraph's name. */
  aud: z.string(),
  /** Seconds since the epoch. */
  exp: z.number().int(),
  /** The signed-in person; null for anonymous requests and for services acting for themselves. */
  sub: z.uuid().nullable(),
  sid: z.uuid().nullable(),
  roles: z.array(z.enum(ROLES)),
  scopes: z.array(z.enum(SCOPES)),
  /** SHA-256 of the body, base64url: a passport vouches for one request only. */
  bh: z.string(),
});

/** Who asks, as the caller vouches for it. `service` is null when the request comes from outside through the router. */
export type Passport = Readonly<{
  caller: string;
  service: string | null;
  userId: string | null;
  sessionId: string | null;
  roles: readonly (typeof ROLES)[number][];
  scopes: readonly (typeof SCOPES)[number][];
}>;

export type PassportRequest = Readonly<{
  /** Shared by exactly this caller and this audience. */
  key: string;
  caller: string;
  audience: string;
  subject?: string | null;
  sessionId?: string | null;
  roles?: readonly string[];
  scopes?: readonly string[];
  /** The exact bytes of the request's body. */
  body: string | Uint8Array;
  now: Date;
}>;

const hashOf = (body: string | Uint8Array): string => hash("sha256", body, "base64url");

/** Keys as the crypto library wants them: made once, for there are as many as there are neighbours. */
const secrets = new Map<string, KeyObject>();
function secretOf(key: string): KeyObject {
  let secret = secrets.get(key);
  if (!secret) {
    secret = createSecretKey(key, "utf8");
    secrets.set(key, secret);
  }
  return secret;
}

const macOf = (key: string, claims: string): Buffer =>
  createHmac("sha256", secretOf(key)).update(claims).digest();

/** Vouches for one request: `base64url(claims).base64url(HMAC-SHA256)`. About 3 µs; a signature would cost ten times that. */
export function signPassport(request: PassportRequest): string {
  const claims = Buffer.from(
    JSON.stringify({
      iss: request.caller,
      aud: request.audience,
      exp: Math.floor(request.now.getTime() / 1_000) + PASSPORT_LIFETIME_SECONDS,
      sub: request.subject ?? null,
      sid: request.sessionId ?? null,
      roles: request.roles ?? [],
      scopes: request.scopes ?? [],
      bh: hashOf(request.body),
    }),
  ).toString("base64url");
  return `${claims}.${macOf(request.key, claims).toString("base64url")}`;
}

export type PassportCheck = Readonly<{
  passport: string | undefined;
  audience: string;
  /** The callers this audience trusts, each with the key it shares with them. */
  keys: Readonly<Record<string, string>>;
  body: string | Uint8Array;
  now: Date;
}>;

/**
 * Reads a passport, or null when anything about it is wrong: missing, forged, for another audience, expired,
 * or vouching for another body. One answer for every fault, so that a forger learns nothing.
 */
export function verifyPassport({ passport, audience, keys, body, now }: PassportCheck): Passport | null {
  const [encoded, mac, ...rest] = passport?.split(".") ?? [];
  if (!encoded || !mac || rest.length > 0) return null;
  const claims = readClaims(encoded);
  if (!claims || claims.aud !== audience || !Object.hasOwn(keys, claims.iss)) return null;
  const expected = macOf(keys[claims.iss] ?? "", encoded);
  const given = Buffer.from(mac, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const seconds = now.getTime() / 1_000;
  if (claims.exp <= seconds || claims.exp > seconds + PASSPORT_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS)
    return null;
  if (claims.bh !== hashOf(body)) return null;
  return {
    caller: claims.iss,
    service: claims.iss === "router" ? null : claims.iss,
    userId: claims.sub,
    sessionId: claims.sid,
    roles: claims.roles,
    scopes: claims.scopes,
  };
}

function readClaims(encoded: string): z.infer<typeof passportClaims> | null {
  try {
    return passportClaims.parse(JSON.parse(Buffer.from(encoded, "base64url").toString("utf8")));
  } catch {
    return null; // Not ours: the caller answers 401 and says no more.
  }
}

/** What a passport on a socket's subscribe message vouches for: the operation, written in one canonical way. */
export const socketOperationBody = (operation: {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}): string =>
  JSON.stringify({
    query: operation.query,
    operationName: operation.operationName ?? null,
    variables: operation.variables ?? null,
  });
