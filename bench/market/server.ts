import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectDatabase, type Database } from "@outcry/database";
import { discardPostgres, startPostgres } from "@outcry/embedded";
import { migrate, OWNERS } from "../../drizzle/migrate.ts";

export type BenchServer = Readonly<{
  /** As offers' own role, with the pool that the all-in-one process gives it. */
  database: Database;
  /** As the administrator, with statements as long as seeding takes. */
  admin: Database;
  /** The same two as addresses, for another process. */
  urls: Readonly<{ offers: string; admin: string }>;
  stop(): Promise<void>;
}>;

const PASSWORD = "a-password-for-benches-only";
const POOL_MAX = 16;
const SEEDING_MILLISECONDS_MAX = 300_000;

/** A PostgreSQL of its own with the product's settings, durable ones included, migrated and empty. Removed by `stop`. */
export async function startBenchServer(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "outcry-bench-"));
  chmodSync(folder, 0o755); // Another account runs PostgreSQL when we are root.
  const dataDirectory = join(folder, "postgres");
  const postgres = await startPostgres({ dataDirectory });
  await migrate({
    adminUrl: postgres.url,
    passwords: Object.fromEntries(OWNERS.map((owner) => [owner, PASSWORD])),
  });
  const own = new URL(postgres.url);
  own.username = "outcry_offers";
  own.password = PASSWORD;
  const database = connectDatabase({ url: own.href, applicationName: "bench", poolMax: POOL_MAX });
  const admin = connectDatabase({
    ...{ url: postgres.url, applicationName: "bench admin", poolMax: 2 },
    statementMilliseconds: SEEDING_MILLISECONDS_MAX,
  });
  return {
    ...{ database, admin, urls: { offers: own.href, admin: postgres.url } },
    async stop() {
      await database.close();
      await admin.close();
      await discardPostgres(dataDirectory);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
