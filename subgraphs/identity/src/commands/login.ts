import { transactionTime, withTransaction } from "@outcry/database";
import { ok, type Result, refuse } from "@outcry/kernel";
import {
  isEmail,
  normaliseEmail,
  normalisePassword,
  PASSWORD_LENGTH_MAX,
  type Refusal,
} from "../domain/account.ts";
import { BRAKED, isBraked, WRONG_CREDENTIALS } from "../domain/login-brake.ts";
import { type Credentials, credentialsByEmail } from "../store/accounts.ts";
import { forgetFailures, recentFailures, recordFailure } from "../store/login-failures.ts";
import type { CommandDependencies } from "./dependencies.ts";
import { type IssuedSession, issue, openSession } from "./open-session.ts";
import { hashOf } from "./secrets.ts";

/**
 * Signs in. An unknown address costs the same work, gets the same answers, and meets the same brake as a
 * known one.
 * The brake is looked at when a place for hashing is free: many attempts at once pass it by no more than
 * the places.
 */
export const makeLogin = (dependencies: CommandDependencies) => {
  const { database, passwords, accessTokens } = dependencies;
  const { db } = database;

  const check = async (
    accountKey: string,
    found: Credentials | null,
    password: string,
  ): Promise<Result<Credentials, Refusal>> => {
    if (isBraked(await recentFailures(db, accountKey))) return refuse(BRAKED);
    const matches = await passwords.matches(found?.passwordHash ?? null, password);
    if (matches && found) return ok(found);
    await recordFailure(db, accountKey);
    return refuse(WRONG_CREDENTIALS);
  };

  return async (written: { email: string; password: string }): Promise<Result<IssuedSession, Refusal>> => {
    const email = normaliseEmail(written.email);
    const password = normalisePassword(written.password);
    // Nobody has such a password. Saying so costs nothing and tells nothing of the address.
    if ([...password].length > PASSWORD_LENGTH_MAX) return refuse(WRONG_CREDENTIALS);
    const accountKey = hashOf(email);
    const found = isEmail(email) ? await credentialsByEmail(db, email) : null;
    const checked = await passwords.inTurn(() => check(accountKey, found, password));
    if (!checked.ok) return checked;
    const { id, roles } = checked.value;
    const opened = await withTransaction(database, async (tx) => {
      await forgetFailures(tx, accountKey);
      return openSession(tx, id, await transactionTime(tx));
    });
    return ok(await issue(accessTokens, opened, roles));
  };
};
