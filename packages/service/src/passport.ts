import { ROLES, SCOPES } from "@outcry/contracts";
import { BoundedMap } from "@outcry/kernel";
import { z } from "zod";
import { isSealed, sealOf } from "./passport-seal.ts";

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
});

type Claims = z.infer<typeof passportClaims>;

/** Who asks, as the caller vouches for it. `service` is null when the request comes from outside through the router. */
export type Passport = Readonly<{
  caller: string;
  service: string | null;
  userId: string | null;
  sessionId: string | null;
  roles: readonly (typeof ROLES)[number][];
  scopes: readonly (typeof SCOPES)[number][];
}>;

/** What a passport says, whatever the request it vouches for. */
export type PassportStatement = Readonly<{
  caller: string;
  audience: string;
  subject?: string | null;
  sessionId?: string | null;
  roles?: readonly string[];
  scopes?: readonly string[];
  now: Date;
}>;

export type PassportRequest = PassportStatement &
  Readonly<{
    /** Shared by exactly this caller and this audience. */
    key: string;
    /** The exact bytes of the request's body: a passport vouches for one request only. */
    body: string | Uint8Array;
  }>;

/** The claims as a passport carries them: the same for all that one person asks of one audience within a second. */
export const writeClaims = ({
  caller,
  audience,
  subject = null,
  sessionId = null,
  roles = [],
  scopes = [],
  now,
}: PassportStatement): string =>
  Buffer.from(
    JSON.stringify({
      iss: caller,
      aud: audience,
      exp: Math.floor(now.getTime() / 1_000) + PASSPORT_LIFETIME_SECONDS,
      sub: subject,
      sid: sessionId,
      roles,
      scopes,
    }),
  ).toString("base64url");

/** Puts a seal under claims for one body. */
export const sealClaims = (key: string, claims: string, body: string | Uint8Array): string =>
  `${claims}.${sealOf(key, claims, body)}`;

/** Vouches for one request: `base64url(claims).base64url(HMAC-SHA256(claims.body))`. A signature would cost ten times that. */
export const signPassport = (request: PassportRequest): string =>
  sealClaims(request.key, writeClaims(request), request.body);

export type PassportCheck = Readonly<{
  passport: string | undefined;
  audience: string;
  /** The callers this audience trusts, each with the key it shares with them. */
  keys: Readonly<Record<string, string>>;
  body: string | Uint8Array;
  now: Date;
}>;

/** Claims of passports that were good, read lately: those of one person and one second are the same text. */
const READ_MAX = 1_000;
const readLately = new BoundedMap<string, Claims>({ entries: READ_MAX });

/**
 * Reads a passport, or null when anything about it is wrong: missing, forged, for another audience, expired,
 * or vouching for another body. One answer for every fault, so that a forger learns nothing.
 */
export function verifyPassport({ passport, audience, keys, body, now }: PassportCheck): Passport | null {
  const [encoded, seal, ...rest] = passport?.split(".") ?? [];
  if (!encoded || !seal || rest.length > 0) return null;
  const known = readLately.get(encoded);
  const claims = known ?? readClaims(encoded);
  if (!claims || claims.aud !== audience || !Object.hasOwn(keys, claims.iss)) return null;
  if (!isSealed(keys[claims.iss] ?? "", encoded, body, seal)) return null;
  if (!known) readLately.set(encoded, claims);
  const seconds = now.getTime() / 1_000;
  if (claims.exp <= seconds || claims.exp > seconds + PASSPORT_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS)
    return null;
  return {
    caller: claims.iss,
    service: claims.iss === "router" ? null : claims.iss,
    userId: claims.sub,
    sessionId: claims.sid,
    roles: claims.roles,
    scopes: claims.scopes,
  };
}

function readClaims(encoded: string): Claims | null {
  try {
    const claims = passportClaims.parse(JSON.parse(Buffer.from(encoded, "base64url").toString("utf8")));
    // They are handed out to more than one request.
    for (const list of [claims.roles, claims.scopes]) Object.freeze(list);
    return Object.freeze(claims);
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
