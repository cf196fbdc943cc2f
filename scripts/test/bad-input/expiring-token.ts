import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Marketplace } from "../marketplace.ts";
import { type Person, somebody } from "../people.ts";

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const read = (text = ""): Record<string, unknown> =>
  JSON.parse(Buffer.from(text, "base64url").toString()) as Record<string, unknown>;

/** The same person with a token that identity could have given them, and that ends in so many seconds. */
export function endingIn(seconds: number, { environment, graphUrl }: Marketplace, person: Person): Person {
  const file = join(environment.OUTCRY_STATE_DIRECTORY ?? "", "secrets.json");
  const { accessTokenKey } = JSON.parse(readFileSync(file, "utf8")) as { accessTokenKey: string };
  const [header = "", payload] = person.token?.split(".") ?? [];
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  const text = `${header}.${part({ ...read(payload), exp })}`;
  const signature = sign(null, Buffer.from(text), createPrivateKey(accessTokenKey)).toString("base64url");
  return somebody(graphUrl, `${text}.${signature}`);
}
