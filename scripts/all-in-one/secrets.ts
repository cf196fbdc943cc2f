import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SUBGRAPHS } from "@outcry/contracts";
import { z } from "zod";

/** Roles of the database that need a password: the subgraphs, and the payment provider's stand-in. */
export const DATABASE_ROLES = [...SUBGRAPHS, "stripe_emulator"] as const;

const Secrets = z.object({
  rolePasswords: z.record(z.string(), z.string()),
  /** `caller>audience`, one key a pair. */
  passportKeys: z.record(z.string(), z.string()),
  /** PKCS #8 PEM of the Ed25519 key that signs access tokens. */
  accessTokenKey: z.string(),
  stripeSecretKey: z.string(),
  stripeWebhookSecret: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

const random = (): string => randomBytes(32).toString("base64url");

function makeSecrets(): Secrets {
  const callers = ["router", "edge", ...SUBGRAPHS];
  const pairs = callers.flatMap((caller) =>
    SUBGRAPHS.filter((audience) => audience !== caller).map((audience) => `${caller}>${audience}`),
  );
  const { privateKey } = generateKeyPairSync("ed25519");
  return {
    rolePasswords: Object.fromEntries(DATABASE_ROLES.map((role) => [role, random()])),
    passportKeys: Object.fromEntries(pairs.map((pair) => [pair, random()])),
    accessTokenKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    stripeSecretKey: `sk_test_${random()}`,
    stripeWebhookSecret: `whsec_${random()}`,
  };
}

/**
 * The secrets of this installation, made at its first start and readable by its owner only.
 * Written beside and renamed into place, so that a kill leaves either none or all of them.
 */
export function loadSecrets(stateDirectory: string): Secrets {
  const file = join(stateDirectory, "secrets.json");
  if (existsSync(file)) {
    const parsed = Secrets.safeParse(JSON.parse(readFileSync(file, "utf8")));
    if (parsed.success) return parsed.data;
    throw new Error(`${file} is damaged. Remove the folder ${stateDirectory} to start with an empty market.`);
  }
  mkdirSync(stateDirectory, { recursive: true });
  const secrets = makeSecrets();
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(draft, file);
  return secrets;
}
