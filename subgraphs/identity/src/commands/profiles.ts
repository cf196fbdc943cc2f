import { transactionTime, withTransaction } from "@outcry/database";
import { isId, ok, type Result, refuse } from "@outcry/kernel";
import { type Refusal, readDisplayName } from "../domain/account.ts";
import { announceAll, sellerVerificationChanged } from "../events.ts";
import { decideSeller, renameAccount } from "../store/accounts.ts";
import type { CommandDependencies } from "./dependencies.ts";

type Dependencies = Pick<CommandDependencies, "database" | "doorbell">;

/** Changes the name others see. Answers the account's id. */
export const makeUpdateProfile =
  ({ database }: Pick<Dependencies, "database">) =>
  async (accountId: string, displayName: string): Promise<Result<string, Refusal>> => {
    const read = readDisplayName(displayName);
    if (!read.ok) return read;
    const changed = await withTransaction(database, (tx) => renameAccount(tx, accountId, read.value));
    return changed ? ok(accountId) : refuse({ kind: "NotFound", message: "There is no such account." });
  };

/** Records that a seller was verified, or no longer is. Answers the account's id. */
export const makeDecideSellerVerification =
  ({ database, doorbell }: Dependencies) =>
  async (accountId: string, verified: boolean): Promise<Result<string, Refusal>> => {
    const id = accountId.toLowerCase();
    const decided =
      isId(id) &&
      (await withTransaction(database, async (tx) => {
        if (!(await decideSeller(tx, id, verified, await transactionTime(tx)))) return false;
        await announceAll(tx, [sellerVerificationChanged(id, verified)]);
        return true;
      }));
    if (!decided)
      return refuse({ kind: "NotFound", message: "There is no such account.", field: ["input", "userId"] });
    doorbell.ring("identity");
    return ok(id);
  };
