import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

const SEAL_BYTES = 32;

/**
 * Whoever can write to a Redis must not be able to act as an instance of ours. So each message bears a seal that only those can make
 * who share a secret: an HMAC with SHA-256 (RFC 2104) of the channel and the message, its key derived from the secret (RFC 5869). What
 * comes without it is not even parsed.
 */
export function makeSealing(secret: string, purpose: string) {
  const key = Buffer.from(hkdfSync("sha256", secret, "", purpose, SEAL_BYTES));
  const sealOf = (channel: string, body: Uint8Array): Buffer =>
    createHmac("sha256", key).update(`${channel}\n`).update(body).digest();
  return {
    seal(channel: string, message: unknown): Buffer {
      const body = Buffer.from(JSON.stringify(message));
      return Buffer.concat([sealOf(channel, body), body]);
    },
    /** The message; null when none of ours sent it to this channel. */
    open(channel: string, sealed: Buffer): unknown {
      const [seal, body] = [sealed.subarray(0, SEAL_BYTES), sealed.subarray(SEAL_BYTES)];
      if (seal.length !== SEAL_BYTES || !timingSafeEqual(seal, sealOf(channel, body))) return null;
      return JSON.parse(body.toString());
    },
  };
}
