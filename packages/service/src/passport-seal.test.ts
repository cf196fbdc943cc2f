import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSealed, sealOf } from "./passport-seal.ts";

const bodies = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.uint8Array(),
  fc.nat(30_000).map((length) => "é".repeat(length)),
);
const claims = fc.base64String({ maxLength: 600 });
const keys = fc.string({ unit: "binary", minLength: 1, maxLength: 200 });

describe("a seal", () => {
  it("is node's own HMAC of claims and body, for any key", () => {
    fc.assert(
      fc.property(keys, claims, bodies, (key, claim, body) => {
        const expected = createHmac("sha256", key).update(`${claim}.`).update(body).digest("base64url");
        expect(sealOf(key, claim, body)).toBe(expected);
        expect(isSealed(key, claim, body, expected)).toBe(true);
      }),
    );
  });

  it("is no other text, of whatever length and characters", () => {
    const seal = sealOf("key", "claims", "body");
    const flipped = `${seal[0] === "A" ? "B" : "A"}${seal.slice(1)}`;
    for (const other of ["", flipped, `${seal}A`, `${seal}=`, seal.slice(1), seal.toLowerCase(), "\u{1f600}"])
      expect(isSealed("key", "claims", "body", other)).toBe(false);
  });
});
