import { startMarketplace } from "../../scripts/test/marketplace.ts";
import { type Person, signIn } from "../../scripts/test/people.ts";
import { profilingInto } from "../measure/processes.ts";
import type { BenchPostgres } from "./postgres.ts";

/** A marketplace that is measured. */
export type Place = Readonly<{
  graphUrl: string;
  /** Its processes by name, without PostgreSQL. */
  processes: readonly (readonly [name: string, pid: number])[];
  admin(): Promise<Person>;
  stop(): Promise<void>;
}>;

/** Everything in one process, as `npm start` has it. */
export async function startInOneProcess(
  postgres: BenchPostgres,
  profile: string | undefined,
): Promise<Place> {
  const marketplace = await startMarketplace({ OUTCRY_RATE_LIMITS: "off", DATABASE_URL: postgres.url }, [
    "--max-semi-space-size=32",
    ...profilingInto(profile),
  ]);
  return {
    graphUrl: marketplace.graphUrl,
    processes: [["marketplace", marketplace.pid]],
    admin: () => signIn(marketplace.graphUrl, "admin@outcry.test"),
    stop: () => marketplace.dispose(),
  };
}
