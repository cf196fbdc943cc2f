import { createHash, createHmac, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** 256 random bits as text. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/** What is kept of a secret. It has 256 random bits, so nothing slower than SHA-256 is needed. */
export const hashOf = (secret: string): string => createHash("sha256").update(secret).digest("base64url");

/**
 * The token that comes after a refresh token. Derived, not random, so that a repeated request gets the same
 * one though
 * only hashes are kept; without the server's key it cannot be told from random.
 */
export const successorOf = (refreshToken: string, key: Buffer): string =>
  createHmac("sha256", key).update(refreshToken).digest("base64url");
