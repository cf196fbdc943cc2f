/**
 * `node scripts/fleet-environment.mjs`: makes the secrets of a fleet, once, in .outcry/fleet.env, where
 * docker-compose.yml reads them. Each process is given only the keys it is part of.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateDirectory } from "./launch/machine.mjs";

const SUBGRAPHS = ["identity", "catalog", "offers", "orders", "payments"];
const random = () => randomBytes(32).toString("base64url");
const file = join(stateDirectory(), "fleet.env");

const pairs = ["router", "edge", ...SUBGRAPHS].flatMap((caller) =>
  SUBGRAPHS.filter((audience) => audience !== caller).map((audience) => ({
    caller,
    audience,
    key: random(),
  })),
);

/** The pairs that a process is part of, as it reads them. The router also calls in its own name, as "edge". */
const keysOf = (...names) =>
  JSON.stringify(
    Object.fromEntries(
      pairs
        .filter(({ caller, audience }) => names.includes(caller) || names.includes(audience))
        .map(({ caller, audience, key }) => [`${caller}>${audience}`, key]),
    ),
  );

const { privateKey } = generateKeyPairSync("ed25519");
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).trim().replaceAll("\n", "\\n");
const variables = {
  POSTGRES_PASSWORD: random(),
  ...Object.fromEntries(
    [...SUBGRAPHS, "stripe_emulator"].map((role) => [`${role.toUpperCase()}_DATABASE_PASSWORD`, random()]),
  ),
  ...Object.fromEntries(SUBGRAPHS.map((name) => [`${name.toUpperCase()}_PASSPORT_KEYS`, keysOf(name)])),
  ROUTER_PASSPORT_KEYS: keysOf("router", "edge"),
  IDENTITY_SIGNING_KEY: pem,
  STRIPE_SECRET_KEY: `sk_test_${random()}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
};

if (existsSync(file)) {
  console.log(`${file} is there already, and stays: the database knows its passwords.`);
} else {
  mkdirSync(stateDirectory(), { recursive: true });
  const lines = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  console.log(`Wrote ${file}. Now: docker compose --env-file ${file} up`);
}
