import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { type Member, makeMember } from "./member.ts";
import { freePorts } from "./ports.ts";

/** Two of everything that hears events or serves clients. The second router knows the second of each, so a trade made through it is made in other processes. */
const MEMBERS = [
  "stripe-emulator",
  "identity",
  "catalog",
  "offers",
  "offers-2",
  "orders",
  "orders-2",
  "payments",
  "payments-2",
  "router",
  "router-2",
] as const;
export type MemberName = (typeof MEMBERS)[number];

const SUBGRAPHS = ["identity", "catalog", "offers", "orders", "payments"] as const;
type Subgraph = (typeof SUBGRAPHS)[number];
const DOUBLED: readonly string[] = ["offers", "orders", "payments"];

/** Who calls whom. Each process is given the keys of its own pairs only. */
const PAIRS = [
  ...SUBGRAPHS.map((audience) => `router>${audience}`),
  ...["edge>identity", "edge>payments"],
  ...["offers>identity", "offers>catalog", "offers>orders", "offers>payments"],
  ...["orders>identity", "orders>offers", "orders>payments"],
  ...["payments>catalog", "payments>orders"],
];

export type Fleet = Readonly<{
  members: Readonly<Record<MemberName, Member>>;
  database: TestDatabase;
  /** Graph endpoints: of the first router, and of the second, which works with other instances. */
  graphUrl: string;
  otherGraphUrl: string;
  urlOf(name: MemberName): string;
  /** What each process was told; another can be started with it. */
  environmentOf(name: MemberName): Readonly<Record<string, string>>;
  /** The key a caller and an audience share. */
  keyOf(pair: string): string;
  /** Ends every process, whatever state it is in, and removes the database. */
  dispose(): Promise<void>;
}>;

type Plan = Readonly<{
  urlOf: (name: MemberName) => string;
  keys: Readonly<Record<string, string>>;
  database: TestDatabase;
  redisUrl: string;
}>;

const instanceFor = (subgraph: Subgraph, second: boolean): MemberName =>
  second && DOUBLED.includes(subgraph) ? (`${subgraph}-2` as MemberName) : subgraph;

const stripe = {
  STRIPE_SECRET_KEY: `sk_test_${randomBytes(24).toString("base64url")}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString("base64url")}`,
};

const signingKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

const keysOf = (keys: Plan["keys"], sides: readonly string[]): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(keys).filter(([pair]) => pair.split(">").some((side) => sides.includes(side))),
    ),
  );

function routerEnvironment({ urlOf, keys }: Plan, second: boolean): Record<string, string> {
  return {
    ...Object.fromEntries(
      SUBGRAPHS.map((subgraph) => [`${subgraph.toUpperCase()}_URL`, urlOf(instanceFor(subgraph, second))]),
    ),
    ROUTER_PORT: new URL(urlOf(second ? "router-2" : "router")).port,
    OUTCRY_PASSPORT_KEYS: keysOf(keys, ["router", "edge"]),
    OUTCRY_RATE_LIMITS: "off",
  };
}

function subgraphEnvironment(plan: Plan, name: MemberName, subgraph: Subgraph): Record<string, string> {
  const { urlOf, keys, database, redisUrl } = plan;
  const prefix = subgraph.toUpperCase();
  return {
    ...Object.fromEntries(
      SUBGRAPHS.map((other) => [`${other.toUpperCase()}_URL`, urlOf(instanceFor(other, name !== subgraph))]),
    ),
    [`${prefix}_DATABASE_URL`]: database.urlOf(subgraph),
    [`${prefix}_PORT`]: new URL(urlOf(name)).port,
    OUTCRY_PASSPORT_KEYS: keysOf(keys, [subgraph]),
    REDIS_URL: redisUrl,
    ...(subgraph === "payments" && { ...stripe, STRIPE_API_BASE: urlOf("stripe-emulator") }),
  };
}

function environmentFor(plan: Plan, name: MemberName, identityKey: string): Record<string, string> {
  const [kind = ""] = name.split("-");
  const logLevel = { OUTCRY_LOG_LEVEL: "warn" };
  if (name === "stripe-emulator") {
    return {
      ...{ ...logLevel, ...stripe },
      STRIPE_EMULATOR_DATABASE_URL: plan.database.urlOf("stripe_emulator"),
      STRIPE_EMULATOR_PORT: new URL(plan.urlOf(name)).port,
      STRIPE_EMULATOR_WEBHOOK_URL: `${plan.urlOf("router")}/webhooks/stripe`,
    };
  }
  if (kind === "router") return { ...logLevel, ...routerEnvironment(plan, name !== kind) };
  return {
    ...{ ...logLevel, ...subgraphEnvironment(plan, name, kind as Subgraph) },
    ...(kind === "identity" && { IDENTITY_SIGNING_KEY: identityKey }),
  };
}

export function entryOf(name: MemberName): string {
  const [kind = ""] = name.split("-");
  if (name === "stripe-emulator") return "packages/stripe-emulator/src/main.ts";
  return kind === "router" ? "router/src/main.ts" : `subgraphs/${kind}/src/main.ts`;
}

/** Every process of the fleet, against a database of its own. Settles once all of them are ready. */
export async function startFleet(redisUrl: string): Promise<Fleet> {
  const database = await createTestDatabase();
  const ports = await freePorts(MEMBERS.length);
  const urlOf = (name: MemberName) => `http://127.0.0.1:${ports[MEMBERS.indexOf(name)]}`;
  const keys = Object.fromEntries(PAIRS.map((pair) => [pair, randomBytes(32).toString("base64url")]));
  const identityKey = signingKey();
  const plan = { urlOf, keys, database, redisUrl };
  const environmentOf = (name: MemberName) => environmentFor(plan, name, identityKey);
  const makeNamed = (name: MemberName): Member => {
    const url = name === "stripe-emulator" ? urlOf(name) : `${urlOf(name)}/ready`;
    return makeMember({ name, entry: entryOf(name), environment: environmentOf(name), readyUrl: url });
  };
  const members = Object.fromEntries(MEMBERS.map((name) => [name, makeNamed(name)])) as Fleet["members"];
  const dispose = async () => {
    await Promise.all(Object.values(members).map((member) => member.end("SIGKILL")));
    await database.drop();
  };
  try {
    await Promise.all(Object.values(members).map((member) => member.start()));
  } catch (fault) {
    await dispose();
    throw fault;
  }
  return {
    ...{ members, database, urlOf, environmentOf, dispose },
    graphUrl: `${urlOf("router")}/graphql`,
    otherGraphUrl: `${urlOf("router-2")}/graphql`,
    keyOf: (pair) => keys[pair] ?? "",
  };
}
