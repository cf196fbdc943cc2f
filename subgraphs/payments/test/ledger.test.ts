import { connectDatabase, type Database, violatedConstraint, withTransaction } from "@outcry/database";
import { newId } from "@outcry/kernel";
import { createTestDatabase, type TestDatabase } from "@outcry/testkit";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = connectDatabase({ url: testDatabase.urlOf("payments"), applicationName: "ledger test" });
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

type Leg = readonly [account: string, minor: bigint, currency?: string];

/** Writes a journal as careless code might: nothing but the database looks at it. */
async function write(legs: readonly Leg[], key: string = newId()): Promise<string> {
  const journal = newId();
  await withTransaction(database, async (tx) => {
    await tx.execute(sql`insert into journals (id, key, kind, description, payment_id, order_id)
      values (${journal}, ${key}, 'HOLD', 'payment held', ${newId()}, ${newId()})`);
    for (const [number, [account, minor, currency = "USD"]] of legs.entries())
      await tx.execute(sql`insert into entries (id, journal_id, number, account, currency, amount_minor)
        values (${newId()}, ${journal}, ${number}, ${account}, ${currency}, ${minor})`);
  });
  return journal;
}

const refusalOf = (work: Promise<unknown>) => work.then(() => "accepted", violatedConstraint);
const BALANCED: readonly Leg[] = [
  ["stripe_clearing", 500n],
  ["escrow", -500n],
];

describe("the ledger's tables", () => {
  it("take a journal that adds up to zero", async () => {
    expect(await refusalOf(write(BALANCED))).toBe("accepted");
  });

  it.each<[string, readonly Leg[]]>([
    [
      "by a cent",
      [
        ["stripe_clearing", 500n],
        ["escrow", -499n],
      ],
    ],
    ["with one leg", [["escrow", -500n]]],
    [
      "across currencies",
      [
        ["stripe_clearing", 500n, "USD"],
        ["escrow", -500n, "EUR"],
      ],
    ],
  ])("refuse a journal that is unbalanced %s, when the transaction commits", async (_how, legs) => {
    expect(await refusalOf(write(legs))).toBe("a_journal_adds_up_to_zero");
  });

  it("refuse a journal without entries", async () => {
    expect(await refusalOf(write([]))).toBe("a_journal_has_entries");
  });

  it("refuse a later entry that unbalances an old journal", async () => {
    const journal = await write(BALANCED);
    const late = withTransaction(database, (tx) =>
      tx.execute(sql`insert into entries (id, journal_id, number, account, currency, amount_minor)
        values (${newId()}, ${journal}, 9, 'escrow', 'USD', -1)`),
    );
    expect(await refusalOf(late)).toBe("a_journal_adds_up_to_zero");
  });

  it("book a fact once", async () => {
    await write(BALANCED, "hold:one payment");
    expect(await refusalOf(write(BALANCED, "hold:one payment"))).toBe("a_fact_is_booked_once");
  });

  it.each([
    "update entries set amount_minor = amount_minor * 2",
    "delete from entries",
    "truncate entries",
    "update journals set description = 'nothing to see'",
    "delete from journals",
    "truncate journals cascade",
  ])("are append-only: %s", async (statement) => {
    await expect(database.sql.unsafe(statement)).rejects.toThrow("append-only");
  });

  it("know only accounts that were opened", async () => {
    expect(
      await refusalOf(
        write([
          ["somewhere", 500n],
          ["escrow", -500n],
        ]),
      ),
    ).toBe("entries_account_accounts_name_fk");
  });
});
