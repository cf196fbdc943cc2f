import { connectDatabase } from "@outcry/database";
import { systemClock } from "@outcry/kernel";
import { databaseFeed, inProcessDoorbell, outboxTables } from "@outcry/outbox";
import { makeLogger } from "@outcry/service";
import { pgSchema } from "drizzle-orm/pg-core";
import { createPayments } from "../../src/server.ts";
import { NO_SERVICE, PASSPORT_KEY } from "./constants.ts";

/** Payments in a process of its own, to be killed: it dies by SIGKILL at the point it is told, and tells every point it passes. */
const given = JSON.parse(process.argv[2] ?? "{}") as {
  adminUrl: string;
  paymentsUrl: string;
  stripe: Parameters<typeof createPayments>[0]["stripe"];
  dieAt: string | null;
};

const crashPoint = (name: string): void => {
  process.send?.({ passed: name });
  if (name === given.dieAt) process.kill(process.pid, "SIGKILL");
};

const producers = connectDatabase({ url: given.adminUrl, applicationName: "test producers", poolMax: 3 });
const running = await createPayments({
  database: connectDatabase({ url: given.paymentsUrl, applicationName: "payments", poolMax: 6 }),
  doorbell: inProcessDoorbell(),
  feeds: (producer) =>
    databaseFeed({
      producer,
      database: producers,
      tables: outboxTables(pgSchema(`test_${producer}`)),
      crashPoint,
    }),
  services: () => NO_SERVICE,
  passportKeys: { router: PASSPORT_KEY },
  logger: makeLogger("payments", "silent"),
  clock: systemClock,
  host: "127.0.0.1",
  port: 0,
  stripe: given.stripe,
  crashPoint,
});
await running.drained();
process.send?.({ settled: true });
await running.stop();
process.exit(0);
