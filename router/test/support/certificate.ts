import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const SEQUENCE = 0x30;
const SET = 0x31;
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const DAY_MILLISECONDS = 86_400_000;

/** A tag, a length and what it is the length of: all that DER is made of. */
function encoded(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest >>= 8) length.unshift(rest & 0xff);
  const size = content.length < 0x80 ? [content.length] : [0x80 | length.length, ...length];
  return Buffer.concat([Uint8Array.of(tag, ...size), content]);
}

const identifier = (hexadecimal: string) => encoded(OBJECT_IDENTIFIER, Buffer.from(hexadecimal, "hex"));
const ECDSA_WITH_SHA256 = encoded(SEQUENCE, identifier("2a8648ce3d040302"));
const COMMON_NAME = identifier("550403");
const BASIC_CONSTRAINTS = identifier("551d13");
const ALTERNATIVE_NAME = identifier("551d11");

const timeAt = (milliseconds: number) =>
  encoded(UTC_TIME, Buffer.from(`${new Date(milliseconds).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));

const extension = (name: Buffer, value: Buffer) => encoded(SEQUENCE, name, encoded(OCTET_STRING, value));

const pem = (label: string, bytes: Buffer) =>
  `-----BEGIN ${label}-----\n${bytes.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END ${label}-----\n`;

/**
 * A certificate of 127.0.0.1 that nobody has signed but itself, good for a day. Node reads certificates and makes none, and no
 * library here does.
 */
export function selfSigned(): Readonly<{ key: string; certificate: string }> {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = encoded(
    SEQUENCE,
    encoded(SET, encoded(SEQUENCE, COMMON_NAME, encoded(UTF8_STRING, Buffer.from("a test")))),
  );
  const now = Date.now();
  const extensions = encoded(
    SEQUENCE,
    extension(BASIC_CONSTRAINTS, encoded(SEQUENCE, encoded(BOOLEAN, Uint8Array.of(0xff)))),
    extension(ALTERNATIVE_NAME, encoded(SEQUENCE, encoded(0x87, Uint8Array.of(127, 0, 0, 1)))),
  );
  const claims = encoded(
    SEQUENCE,
    encoded(0xa0, encoded(INTEGER, Uint8Array.of(2))),
    encoded(INTEGER, Uint8Array.of(1), randomBytes(8)),
    ECDSA_WITH_SHA256,
    name,
    encoded(SEQUENCE, timeAt(now - DAY_MILLISECONDS), timeAt(now + DAY_MILLISECONDS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    encoded(0xa3, extensions),
  );
  const signature = sign("sha256", claims, privateKey);
  const whole = encoded(
    SEQUENCE,
    claims,
    ECDSA_WITH_SHA256,
    encoded(BIT_STRING, Uint8Array.of(0), signature),
  );
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    certificate: pem("CERTIFICATE", whole),
  };
}
