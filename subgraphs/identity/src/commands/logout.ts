import { transactionTime, withTransaction } from "@outcry/database";
import { announceAll, sessionRevoked } from "../events.ts";
import { endSession } from "../store/sessions.ts";
import type { CommandDependencies } from "./dependencies.ts";

/** Ends a session of this account. Saying it twice changes nothing. */
export const makeLogout =
  ({ database, doorbell }: Pick<CommandDependencies, "database" | "doorbell">) =>
  async (accountId: string, sessionId: string): Promise<void> => {
    await withTransaction(database, async (tx) => {
      const at = await transactionTime(tx);
      const ended = await endSession(tx, sessionId, accountId, at);
      if (ended) await announceAll(tx, [sessionRevoked(sessionId, accountId, at)]);
    });
    doorbell.ring("identity");
  };
