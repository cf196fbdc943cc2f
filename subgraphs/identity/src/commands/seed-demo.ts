import { withTransaction } from "@outcry/database";
import { DEMO_PASSWORD, type DemoPerson, type DemoStory } from "@outcry/demo";
import { announceAll, defaultAddressChanged, sellerVerificationChanged, userRegistered } from "../events.ts";
import { accountsByIds, type NewAccount, recordAccounts } from "../store/accounts.ts";
import { recordAddresses } from "../store/addresses.ts";
import type { CommandDependencies } from "./dependencies.ts";

const toAccount = (person: DemoPerson, passwordHash: string): NewAccount => ({
  id: person.userId,
  email: person.email,
  displayName: person.displayName,
  passwordHash,
  roles: person.roles,
  sellerVerified: person.sellerVerified,
  sellerDecidedAt: person.sellerVerified ? person.joinedAt : null,
  createdAt: person.joinedAt,
});

function toAddress({ userId, address }: DemoPerson) {
  const { addressId, ...lines } = address;
  return { ...lines, id: addressId, accountId: userId, isDefault: true };
}

const eventsOf = (person: DemoPerson) => [
  userRegistered(person.userId, person.displayName),
  defaultAddressChanged(person.userId, person.address),
  ...(person.sellerVerified ? [sellerVerificationChanged(person.userId, true)] : []),
];

/**
 * Records the demo's people in one transaction. They share one password, so one hash is enough for all of
 * them.
 * Run again, it finds everybody there and announces nothing.
 */
export const makeSeedDemo =
  ({ database, doorbell, passwords }: CommandDependencies) =>
  async ({ people }: DemoStory): Promise<void> => {
    const present = await accountsByIds(
      database.db,
      people.map(({ userId }) => userId),
    );
    if (present.length === people.length) return;
    const passwordHash = await passwords.hash(DEMO_PASSWORD);
    await withTransaction(database, async (tx) => {
      const recorded = await recordAccounts(
        tx,
        people.map((person) => toAccount(person, passwordHash)),
      );
      const newcomers = people.filter(({ userId }) => recorded.has(userId));
      await recordAddresses(tx, newcomers.map(toAddress));
      await announceAll(tx, newcomers.flatMap(eventsOf));
    });
    doorbell.ring("identity");
  };
