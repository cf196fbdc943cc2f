import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { discardPostgres, startPostgres } from "@outcry/embedded";
import type { TestDatabase } from "@outcry/testkit";
import { migrate, OWNERS } from "../../../drizzle/migrate.ts";

const PASSWORD = "a-password-for-tests-only";

/** How a server is made to end: told to, told to without shutting down, or killed. */
export type Ending = "SIGINT" | "SIGQUIT" | "SIGKILL";

/** A PostgreSQL that one test has to itself, as durable as in production, for what would disturb all others. */
export async function startOwnServer(): Promise<
  TestDatabase & {
    /** Ends it, and starts it again after so many milliseconds. */
    restart(ending: Ending, away: number): Promise<void>;
  }
> {
  const folder = mkdtempSync(join(tmpdir(), `outcry-test-${process.pid}-`));
  chmodSync(folder, 0o755); // Another account runs PostgreSQL when we are root.
  const dataDirectory = join(folder, "postgres");
  let server = await startPostgres({ dataDirectory });
  const { url, port } = server;
  await migrate({ adminUrl: url, passwords: Object.fromEntries(OWNERS.map((owner) => [owner, PASSWORD])) });
  return {
    adminUrl: url,
    urlOf(owner) {
      const own = new URL(url);
      own.username = `outcry_${owner}`;
      own.password = PASSWORD;
      return own.href;
    },
    async restart(ending, away) {
      process.kill(server.pid, ending);
      if (ending !== "SIGKILL") await server.stop();
      await wait(away);
      server = await startPostgres({ dataDirectory, port });
    },
    async drop() {
      await server.stop();
      await discardPostgres(dataDirectory);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
