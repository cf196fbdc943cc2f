import { describe, expect, it } from "vitest";
import { violationsIn } from "./transactions-await-only-the-database.ts";

const linesOf = (text: string) => violationsIn("planted.ts", text).map(({ line }) => line);

describe("inside withTransaction", () => {
  it.each([
    ["a request", `await fetch("https://example.test");`],
    ["a card being charged", `await stripe.paymentIntents.create({ amount: 1 });`],
    ["a card being charged on the side", `stripe.paymentIntents.create({ amount: 1 });`],
    ["a charge that is handed the tx as a disguise", `await stripe.charges.create({ tx });`],
    ["Redis", `await redis.incr("counter");`],
    ["a nap", `await new Promise((resolve) => setTimeout(resolve, 100));`],
    ["a nap by another name", `await sleep(100);`],
    ["a hash that takes long", `await hashPassword(password);`],
    ["the pool, past the transaction", `await database.db.select().from(orders);`],
    ["a transaction of its own", `await withTransaction(database, async (tx) => save(tx));`],
    ["a promise that was made before", `await pending;`],
    ["a stranger among friends", `await Promise.all(rows.map(async (row) => { await notify(row); }));`],
  ])("refuses %s", (_, statement) => {
    const text = `
      export const run = (database) => withTransaction(database, async (tx) => {
        await save(tx);
        ${statement}
      });`;
    expect(new Set(linesOf(text))).toEqual(new Set([4]));
  });

  it.each([
    ["a statement", "await tx.execute(sql`select 1`);"],
    ["a query builder", "await tx.select().from(orders).where(eq(orders.id, id));"],
    ["a builder that was kept", "const query = tx.select().from(orders); await query.limit(1);"],
    ["a store", "await orderStore.save(tx, order);"],
    ["a store made for this transaction", "const store = makeStore(tx); await store.save(order);"],
    ["several statements", "await Promise.all(rows.map((row) => save(tx, row)));"],
    ["a savepoint", "await tx.transaction(async (inner) => { await save(inner, tx); });"],
    ["a doorbell that is rung after the commit", `afterCommit(tx, () => doorbell.ring("orders"));`],
    ["what is computed", "const total = add(subtotal, fee); return total;"],
  ])("allows %s", (_, statement) => {
    const text = `export const run = (database) => withTransaction(database, async (tx) => { ${statement} });`;
    expect(linesOf(text)).toEqual([]);
  });
});

describe("what belongs to a transaction", () => {
  it("is every function that takes a tx: stores, steps and the handlers of events", () => {
    const text = `
      export async function save(tx: Tx, order: Order) {
        await fetch("https://example.test");
      }
      export const handlers = {
        "offers.trade_executed": async (tx, event) => {
          await mailer.send(event);
        },
      };
      export const step = async (transaction: Tx) => {
        await mailer.send(transaction);
        await mailer.send();
      };`;
    expect(linesOf(text)).toEqual([3, 7, 12]);
  });

  it("is a function that withTransaction is given by name", () => {
    const text = `
      const expire = async (transaction) => {
        await clean(transaction);
        await tellEverybody();
      };
      await withTransaction(database, expire);`;
    expect(linesOf(text)).toEqual([4]);
  });

  it("is work that a function with a tx was given, where that work is written", () => {
    const text = `
      async function once(tx, key, work) {
        return await work();
      }
      export const pay = (database) => withTransaction(database, (tx) =>
        once(tx, key, async () => {
          await mailer.send();
        }));`;
    expect(linesOf(text)).toEqual([7]);
  });

  it("is not what comes before or after it", () => {
    const text = `
      export async function charge(database, stripe) {
        const attempt = await withTransaction(database, (tx) => begin(tx));
        const intent = await stripe.paymentIntents.create(attempt);
        await withTransaction(database, (tx) => finish(tx, intent));
      }`;
    expect(linesOf(text)).toEqual([]);
  });

  it("is told with the line and what was awaited", () => {
    const text = `export const save = async (tx: Tx) => {\n  await post.send(letter);\n};`;
    expect(violationsIn("planted.ts", text)).toEqual([
      {
        file: "planted.ts",
        line: 2,
        message: "Inside a transaction only the database is awaited: `post.send(letter)` is given no tx.",
      },
    ]);
  });
});
