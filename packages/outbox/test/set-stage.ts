import type { Database } from "@outcry/database";
import { createTestDatabase } from "@outcry/testkit";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { sql } from "drizzle-orm";
import { connectStage, deeds, effects, reader, readerSchema, shop, shopSchema } from "./stage.ts";

export type Stage = { database: Database; url: string; emptied(): Promise<void>; close(): Promise<void> };

/** Makes both subgraphs' tables, as drizzle-kit would, in a database of their own, which goes when the stage is closed. */
export async function openStage(): Promise<Stage> {
  const test = await createTestDatabase();
  const url = test.adminUrl;
  const database = connectStage(url);
  const statements = await generateMigration(
    generateDrizzleJson({}),
    plain(
      generateDrizzleJson({
        shopSchema,
        readerSchema,
        effects,
        deeds,
        ...prefixed("shop", shop),
        ...prefixed("reader", reader),
      }),
    ),
  );
  for (const statement of statements) await database.db.execute(sql.raw(statement));
  return {
    database,
    url,
    emptied: async () => {
      const tables = [...Object.values(shop), ...Object.values(reader), effects, deeds];
      await database.db.execute(sql`truncate ${sql.join(tables, sql`, `)}`);
    },
    close: async () => {
      await database.close();
      await test.drop();
    },
  };
}

/** drizzle-kit's own command does this to bigints; its API leaves it to us. */
const plain = <T>(json: T): T =>
  JSON.parse(JSON.stringify(json, (_, value) => (typeof value === "bigint" ? Number(value) : value)));

const prefixed = (prefix: string, tables: object) =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [`${prefix}${name}`, table]));
