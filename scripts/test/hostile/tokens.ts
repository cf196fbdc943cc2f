import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";

type Json = Record<string, unknown>;

const encoded = (value: Json): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const decoded = (part: string | undefined): Json =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8")) as Json;

const signed = (header: Json, claims: Json, key: KeyObject): string => {
  const text = `${encoded(header)}.${encoded(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString("base64url")}`;
};

const seconds = (fromNow: number): number => Math.floor(Date.now() / 1_000) + fromNow;

/** Makes tokens out of a good one, with the key of the market under attack or without it. */
export function forger(good: string, privateKeyPem: string) {
  const [headPart = "", claimPart = "", signature = ""] = good.split(".");
  const [header, claims] = [decoded(headPart), decoded(claimPart)];
  const key = createPrivateKey(privateKeyPem);
  const publicPem = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
  const stranger = generateKeyPairSync("ed25519");
  const strangersJwk = stranger.publicKey.export({ format: "jwk" });
  const changed = (changes: Json) => signed(header, { ...claims, ...changes }, key);
  const byStranger = (changes: Json) => signed({ ...header, ...changes }, claims, stranger.privateKey);
  const { exp: _exp, ...endless } = claims;
  const hs256 = `${encoded({ ...header, alg: "HS256" })}.${claimPart}`;
  return {
    /** Good in every way, to show that the others are refused for what is wrong with them. */
    sound: changed({}),
    /** Good for a little while: routers forgive clocks that differ by half a minute. */
    endingIn: (fromNow: number) => changed({ exp: seconds(fromNow - 30) }),
    forged: {
      "alg none": `${encoded({ ...header, alg: "none" })}.${claimPart}.`,
      "HS256 with the public key": `${hs256}.${createHmac("sha256", publicPem).update(hs256).digest("base64url")}`,
      "another issuer": changed({ iss: "somebody" }),
      "another audience": changed({ aud: "another-shop" }),
      expired: changed({ exp: seconds(-120) }),
      "not yet good": changed({ nbf: seconds(600) }),
      "without an end": signed(header, endless, key),
      "an end that is text": changed({ exp: String(seconds(600)) }),
      "a kid that is a path": byStranger({ kid: "../../../dev/null" }),
      "a kid that is SQL": byStranger({ kid: "' or 1=1 --" }),
      "a kid that is an address": byStranger({ kid: "https://evil.test/jwks.json" }),
      "jku of a stranger": byStranger({ jku: "https://evil.test/jwks.json" }),
      "x5u of a stranger": byStranger({ x5u: "https://evil.test/cert.pem" }),
      "jwk of a stranger": byStranger({ jwk: strangersJwk }),
      "a role that was added": `${headPart}.${encoded({ ...claims, roles: ["ADMIN"] })}.${signature}`,
      "a role that does not exist": changed({ roles: ["GOD"] }),
      truncated: good.slice(0, -10),
      "two dots": "..",
      "10 KB": `${headPart}.${claimPart}.${"A".repeat(10_240)}`,
      "no token": "nonsense",
    } satisfies Record<string, string>,
  };
}
