import { createHash, timingSafeEqual } from "node:crypto";
import { unauthorized } from "../errors.ts";

const HELP =
  "See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The key of a request: a bearer token, or the user name of basic authentication (`curl -u sk_test_…:`). */
function keyOf(header: string | undefined): string | undefined {
  const [scheme = "", value = ""] = (header ?? "").split(" ", 2);
  if (/^bearer$/i.test(scheme)) return value || undefined;
  if (!/^basic$/i.test(scheme)) return undefined;
  return Buffer.from(value, "base64").toString("utf8").split(":")[0] || undefined;
}

/** `sk_test_abcd1234` as Stripe repeats a key it does not know: `sk_test_****1234`. */
const masked = (key: string): string =>
  `${key.slice(0, 8)}${"*".repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`;

/** Refuses (401) a request without the secret key. */
export function authenticate(header: string | undefined, secretKey: string): void {
  const key = keyOf(header);
  if (key === undefined) {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer " +
        `auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). ${HELP}`,
    );
  }
  if (!timingSafeEqual(digest(key), digest(secretKey))) {
    throw unauthorized(`Invalid API Key provided: ${masked(key)}`);
  }
}
