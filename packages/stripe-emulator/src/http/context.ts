import type { Clock } from "@outcry/kernel";
import type postgres from "postgres";
import type { RequestFaults } from "../faults/request-faults.ts";
import type { Logger } from "../options.ts";
import type { Settings } from "../store/work.ts";

/** What answering a request needs of the running emulator. */
export type Context = {
  sql: postgres.Sql;
  settings: Settings;
  secretKey: string;
  apiVersion: string;
  clock: Clock;
  logger: Logger;
  requestFaults: RequestFaults;
  /** Connections that wait for an answer that will not come; closed when the emulator stops. */
  silent: Set<{ destroy(): void }>;
  /** Events were stored and want to be delivered. */
  announced: () => void;
};
