import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { House } from "./support/house.ts";
import { TestSocket } from "./support/socket.ts";

/** More in the night: `FAN_OUT_CLIENTS=1000`. */
const CLIENTS = Number(process.env.FAN_OUT_CLIENTS ?? 300);

const house = new House();
beforeAll(() => house.start().then(() => undefined));
afterAll(() => house.stop());

const LIVE = `subscription Live($id: ID!) {
  marketUpdated(variantId: $id) { variant { product { name } } market { lowestAsk { amount } } }
}`;

const priceIn = ({ payload }: { payload?: unknown }): string =>
  (payload as { data: { marketUpdated: { market: { lowestAsk: { amount: string } } } } }).data.marketUpdated
    .market.lowestAsk.amount;

const watchers = (count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const client = await new TestSocket(house.socketUrl).initialised();
      client.subscribe("a", LIVE, { id: "1-9" });
      return client;
    }),
  );

describe("many readers of one market", () => {
  it(`${CLIENTS} get every price of one subscription, come back after they all were cut off, and leave nothing behind`, async () => {
    house.market.publish("1-9", "100.00");
    for (const price of ["99.00", "98.00"]) {
      const clients = await watchers(CLIENTS);
      await Promise.all(clients.map((client) => client.next()));
      expect(house.market.offers.subscriptions).toBe(1);
      house.catalog.seen.length = 0;
      house.market.publish("1-9", price);
      for (const message of await Promise.all(clients.map((client) => client.next())))
        expect(priceIn(message)).toBe(price);
      expect(house.catalog.seen).toHaveLength(1);
      for (const client of clients) client.close();
      await vi.waitFor(() => expect(house.market.offers.subscriptions).toBe(0), 10_000);
    }
  }, 60_000);
});

describe("a reader that stops reading", () => {
  const PRICES = 1_200;
  // Each message has about 10 KB, more than sockets hold of all of them together.
  const large = `subscription($id: ID!) { marketUpdated(variantId: $id) { market { lowestAsk { amount } } variant { product {
    ${Array.from({ length: 25 }, (_, i) => `a${i}: related { id name variants { id size product { id name } } }`).join(" ")} } } } }`;

  it("holds up nobody, costs little memory, and gets the newest price when it reads again", async () => {
    const slow = await new TestSocket(house.socketUrl).initialised();
    slow.subscribe("a", large, { id: "2-9" });
    await slow.next();
    slow.socket.pause();
    const fast = await new TestSocket(house.socketUrl).initialised();
    fast.subscribe("a", large, { id: "2-9" });
    await fast.next();
    for (let price = 1; price <= PRICES; price += 1) {
      house.market.publish("2-9", String(price));
      expect(priceIn(await fast.next())).toBe(String(price));
    }
    slow.socket.resume();
    let last = "";
    let received = 0;
    while (last !== String(PRICES)) {
      last = priceIn(await slow.next());
      received += 1;
    }
    expect(received).toBeLessThan(PRICES);
    slow.close();
    fast.close();
  }, 60_000);
});
