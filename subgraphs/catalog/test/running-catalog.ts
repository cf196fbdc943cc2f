import type { Role, Scope } from "@outcry/contracts";
import { SCOPES } from "@outcry/contracts";
import { connectDatabase, type Database } from "@outcry/database";
import { newId, systemClock } from "@outcry/kernel";
import { inProcessDoorbell } from "@outcry/outbox";
import { makeLogger, PASSPORT_HEADER, signPassport } from "@outcry/service";
import { createTestDatabase } from "@outcry/testkit";
import { createCatalog } from "../src/index.ts";

const KEYS = { router: "router-and-catalog-share-this-key", offers: "offers-and-catalog-share-this-key" };

/** Who asks. Nobody, unless said. */
export type Asker = Readonly<{
  caller?: keyof typeof KEYS;
  userId?: string;
  roles?: readonly Role[];
  scopes?: readonly Scope[];
}>;

export type Answer = {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for, and nothing types that here.
  data: any;
  errors?: { message: string; path?: unknown; extensions: { code: string } }[];
};

export const admin: Asker = { userId: newId(), roles: ["BUYER", "SELLER", "ADMIN"], scopes: SCOPES };
export const person: Asker = { userId: newId(), roles: ["BUYER", "SELLER"], scopes: SCOPES };
export const service: Asker = { caller: "offers" };

/** Counts the statements that drizzle sends outside transactions. */
function countStatements(database: Database): { reset(): void; count(): number } {
  const { $client } = database.db as unknown as { $client: { unsafe(...call: unknown[]): unknown } };
  const send = $client.unsafe;
  let statements = 0;
  $client.unsafe = (...call) => {
    statements += 1;
    return send(...call);
  };
  return {
    reset: () => {
      statements = 0;
    },
    count: () => statements,
  };
}

/** The whole subgraph on a database of its own, spoken to as the router or another service does. */
export async function runCatalog() {
  const postgres = await createTestDatabase();
  const database = connectDatabase({ url: postgres.urlOf("catalog"), applicationName: "test", poolMax: 5 });
  const statements = countStatements(database);
  const never = (): never => {
    throw new Error("Catalog asks nobody.");
  };
  const catalog = await createCatalog({
    database,
    doorbell: inProcessDoorbell(),
    feeds: never,
    services: never,
    passportKeys: KEYS,
    logger: makeLogger("catalog", "silent"),
    clock: systemClock,
    host: "127.0.0.1",
    port: 0,
    picturesOrigin: "https://shop.test",
  });
  return {
    catalog,
    database,
    statements,
    async ask(query: string, variables: Record<string, unknown> = {}, asker: Asker = {}): Promise<Answer> {
      const body = JSON.stringify({ query, variables });
      const caller = asker.caller ?? "router";
      const passport = signPassport({
        key: KEYS[caller],
        caller,
        audience: "catalog",
        subject: asker.userId ?? null,
        roles: asker.roles ?? [],
        scopes: asker.scopes ?? [],
        body,
        now: new Date(),
      });
      const response = await fetch(`${catalog.url}/graphql`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", [PASSPORT_HEADER]: passport },
      });
      return (await response.json()) as Answer;
    },
    async stop() {
      await catalog.stop();
      await database.close();
      await postgres.drop();
    },
  };
}
export type RunningTest = Awaited<ReturnType<typeof runCatalog>>;
