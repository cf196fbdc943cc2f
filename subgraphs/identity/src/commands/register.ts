import { transactionTime, withTransaction } from "@outcry/database";
import { newId, ok, type Result, refuse } from "@outcry/kernel";
import {
  FIRST_ROLES,
  invalid,
  type Refusal,
  type Registration,
  readRegistration,
} from "../domain/account.ts";
import { announceAll, userRegistered } from "../events.ts";
import { recordAccounts } from "../store/accounts.ts";
import type { CommandDependencies } from "./dependencies.ts";
import { type IssuedSession, issue, openSession } from "./open-session.ts";

/** Opens an account and signs it in. */
export const makeRegister =
  ({ database, doorbell, passwords, accessTokens }: CommandDependencies) =>
  async (written: Registration): Promise<Result<IssuedSession, Refusal[]>> => {
    const read = readRegistration(written);
    if (!read.ok) return read;
    const { email, displayName, password } = read.value;
    const passwordHash = await passwords.inTurn(() => passwords.hash(password));
    const account = { id: newId(), email, displayName, passwordHash, roles: FIRST_ROLES };
    const opened = await withTransaction(database, async (tx) => {
      const recorded = await recordAccounts(tx, [account]);
      if (!recorded.has(account.id)) return null;
      await announceAll(tx, [userRegistered(account.id, displayName)]);
      return openSession(tx, account.id, await transactionTime(tx));
    });
    if (!opened) return refuse([invalid("email", "This address has an account already. Sign in instead.")]);
    doorbell.ring("identity");
    return ok(await issue(accessTokens, opened, FIRST_ROLES));
  };
