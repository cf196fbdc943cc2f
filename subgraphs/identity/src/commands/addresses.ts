import { withTransaction } from "@outcry/database";
import { isId, newId, ok, type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "../domain/account.ts";
import {
  ADDRESSES_MAX,
  type Address,
  type AddressLines,
  nextDefault,
  readAddress,
} from "../domain/address.ts";
import { announceAll, defaultAddressChanged } from "../events.ts";
import { lockAccount } from "../store/accounts.ts";
import { addressesOf, recordAddresses, removeAddress, setDefault } from "../store/addresses.ts";
import type { CommandDependencies } from "./dependencies.ts";

type Dependencies = Pick<CommandDependencies, "database" | "doorbell">;

/** Adds an address. The first one becomes the default whether asked or not. */
export const makeAddAddress =
  ({ database, doorbell }: Dependencies) =>
  async (
    accountId: string,
    written: AddressLines,
    makeDefault: boolean,
  ): Promise<Result<Address, Refusal[]>> => {
    const read = readAddress(written);
    if (!read.ok) return read;
    const outcome = await withTransaction(database, async (tx) => {
      if (!(await lockAccount(tx, accountId))) {
        return refuse([{ kind: "NotFound" as const, message: "There is no such account." }]);
      }
      const known = await addressesOf(tx, accountId);
      if (known.length >= ADDRESSES_MAX) {
        const message = `An account has at most ${ADDRESSES_MAX} addresses. Remove one first.`;
        return refuse([{ kind: "LimitReached" as const, limit: `${ADDRESSES_MAX}`, message }]);
      }
      const address = { ...read.value, id: newId(), isDefault: makeDefault || known.length === 0 };
      if (address.isDefault) await setDefault(tx, accountId, null);
      await recordAddresses(tx, [{ ...address, accountId }]);
      if (address.isDefault) await announceAll(tx, [defaultAddressChanged(accountId, address)]);
      return ok(address);
    });
    if (outcome.ok && outcome.value.isDefault) doorbell.ring("identity");
    return outcome;
  };

/** Removes an address; when it was the default, the oldest one left takes its place. */
export const makeRemoveAddress =
  ({ database, doorbell }: Dependencies) =>
  async (accountId: string, addressId: string): Promise<Result<string, Refusal>> => {
    const id = addressId.toLowerCase();
    const absent = {
      kind: "NotFound" as const,
      message: "You have no such address.",
      field: ["input", "addressId"],
    };
    if (!isId(id)) return refuse(absent);
    const outcome = await withTransaction(database, async (tx) => {
      if (!(await lockAccount(tx, accountId))) return refuse(absent);
      const known = await addressesOf(tx, accountId);
      const removed = known.find((address) => address.id === id);
      if (!removed) return refuse(absent);
      await removeAddress(tx, id);
      if (removed.isDefault) {
        const successor = nextDefault(
          removed,
          known.filter((address) => address.id !== id),
        );
        await setDefault(tx, accountId, successor?.id ?? null);
        await announceAll(tx, [defaultAddressChanged(accountId, successor)]);
      }
      return ok(id);
    });
    if (outcome.ok) doorbell.ring("identity");
    return outcome;
  };
