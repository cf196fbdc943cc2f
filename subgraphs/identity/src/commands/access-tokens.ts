import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from "node:crypto";
import { ACCESS_TOKEN } from "@outcry/contracts";
import { calculateJwkThumbprint, type JWK, SignJWT } from "jose";
import type { Role } from "../domain/account.ts";

export type AccessTokens = Readonly<{
  /** Signs a token for a session; its lifetime begins at `issuedAt`. */
  issue(claims: {
    userId: string;
    sessionId: string;
    roles: readonly Role[];
    issuedAt: Date;
  }): Promise<string>;
  /** The public keys that verify them, as a JSON Web Key Set. */
  keySet: Readonly<{ keys: readonly JWK[] }>;
  /** A key of its own for deriving refresh tokens, made from the signing key. */
  refreshKey: Buffer;
}>;

/**
 * Reads the signing key: PKCS #8 PEM, or a private JWK as JSON. Throws one sentence when it is no Ed25519
 * key.
 */
function readKey(signingKey: string): KeyObject {
  try {
    const key = signingKey.trimStart().startsWith("{")
      ? createPrivateKey({ key: JSON.parse(signingKey), format: "jwk" })
      : createPrivateKey(signingKey);
    if (key.asymmetricKeyType === "ed25519") return key;
  } catch {
    // Falls through: whatever is wrong with it, its text must not end up in a log.
  }
  throw new Error("The signing key of access tokens must be an Ed25519 private key, as PKCS #8 PEM or JWK.");
}

export async function makeAccessTokens(signingKey: string): Promise<AccessTokens> {
  const key = readKey(signingKey);
  const publicJwk = createPublicKey(key).export({ format: "jwk" }) as JWK;
  const kid = await calculateJwkThumbprint(publicJwk);
  const secret = key.export({ type: "pkcs8", format: "der" });
  const lifetimeSeconds = ACCESS_TOKEN.lifetimeMilliseconds / 1_000;
  return {
    issue: ({ userId, sessionId, roles, issuedAt }) => {
      const issuedSeconds = Math.floor(issuedAt.getTime() / 1_000);
      return new SignJWT({ sid: sessionId, roles: [...roles] })
        .setProtectedHeader({ alg: ACCESS_TOKEN.algorithm, kid, typ: "JWT" })
        .setIssuer(ACCESS_TOKEN.issuer)
        .setAudience(ACCESS_TOKEN.audience)
        .setSubject(userId)
        .setIssuedAt(issuedSeconds)
        .setExpirationTime(issuedSeconds + lifetimeSeconds)
        .sign(key);
    },
    keySet: { keys: [{ ...publicJwk, kid, alg: ACCESS_TOKEN.algorithm, use: "sig" }] },
    refreshKey: Buffer.from(hkdfSync("sha256", secret, "", "outcry refresh tokens", 32)),
  };
}
