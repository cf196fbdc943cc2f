import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { House } from "./support/house.ts";
import { makeOffers, signToken, USER } from "./support/market.ts";
import { TestSocket } from "./support/socket.ts";

const house = new House();
const sockets: TestSocket[] = [];
beforeAll(() => house.start({ everyMessage: ["every"] }).then(() => undefined));
afterAll(() => house.stop());
beforeEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await vi.waitFor(() => expect(house.market.offers.subscriptions).toBe(0), 3_000);
  for (const subgraph of house.subgraphs) subgraph.seen.length = 0;
});

const socket = (headers: Record<string, string> = {}, protocol?: string): TestSocket => {
  const made = new TestSocket(house.socketUrl, headers, protocol);
  sockets.push(made);
  return made;
};

const LIVE = `subscription Live($id: ID!) {
  marketUpdated(variantId: $id) { sequence variant { size product { name } } market { lowestAsk { amount } } }
}`;

const priceIn = (message: { payload?: unknown }): string | null => {
  const { data } = message.payload as {
    data: { marketUpdated: { market: { lowestAsk: { amount: string } } } };
  };
  return data.marketUpdated.market.lowestAsk.amount;
};

describe("a federated subscription", () => {
  it("begins with a snapshot, and resolves what other subgraphs own for every event", async () => {
    house.market.publish("1-9", "100.00");
    const client = await socket().initialised();
    client.subscribe("a", LIVE, { id: "1-9" });
    const snapshot = await client.next();
    expect(snapshot).toMatchObject({
      id: "a",
      type: "next",
      payload: {
        data: {
          marketUpdated: {
            variant: { size: "9", product: { name: "Runner 1" } },
            market: { lowestAsk: { amount: "100.00" } },
          },
        },
      },
    });
    house.market.publish("1-9", "90.00");
    expect(priceIn(await client.next())).toBe("90.00");
  });

  it("is opened once for everybody who asks the same, executed once per event, and late joiners get the last message", async () => {
    house.market.publish("2-9", "50.00");
    const clients = await Promise.all(Array.from({ length: 5 }, () => socket().initialised()));
    for (const client of clients) client.subscribe("a", LIVE, { id: "2-9" });
    for (const client of clients) expect(priceIn(await client.next())).toBe("50.00");
    expect(house.market.offers.subscriptions).toBe(1);
    expect(house.catalog.seen).toHaveLength(1);
    house.market.publish("2-9", "49.00");
    for (const client of clients) expect(priceIn(await client.next())).toBe("49.00");
    expect(house.catalog.seen).toHaveLength(2);
    const late = await socket().initialised();
    late.subscribe("a", LIVE, { id: "2-9" });
    expect(priceIn(await late.next())).toBe("49.00");
    expect(house.catalog.seen).toHaveLength(2);
  });

  it("ends on the subgraph when the last client leaves", async () => {
    const [one, two] = [await socket().initialised(), await socket().initialised()];
    for (const client of [one, two]) client.subscribe("a", LIVE, { id: "1-9" });
    await Promise.all([one.next(), two.next()]);
    one.send({ id: "a", type: "complete" });
    house.market.publish("1-9", "80.00");
    expect(priceIn(await two.next())).toBe("80.00");
    expect(house.market.offers.subscriptions).toBe(1);
    two.close();
    await vi.waitFor(() => expect(house.market.offers.subscriptions).toBe(0), 3_000);
    expect(one.messages).toHaveLength(0);
  });

  it("is not shared between people", async () => {
    const token = await signToken();
    const anonymous = await socket().initialised();
    const person = await socket().initialised({ authorization: `Bearer ${token}` });
    for (const client of [anonymous, person]) client.subscribe("a", "subscription { mine }");
    expect(await anonymous.next()).toMatchObject({ payload: { data: { mine: "nobody" } } });
    expect(await person.next()).toMatchObject({ payload: { data: { mine: USER } } });
  });

  it("loses no message of a field of which every message counts", async () => {
    const client = await socket().initialised();
    client.subscribe("a", "subscription { every(of: 500) }");
    for (let number = 0; number < 500; number += 1)
      expect(await client.next()).toMatchObject({ payload: { data: { every: number } } });
    expect(await client.next()).toEqual({ id: "a", type: "complete" });
  });

  it("nulls what a failing subgraph owns, and says so with a code", async () => {
    house.catalog.misbehave = (_request, response) => void response.destroy();
    const client = await socket().initialised();
    client.subscribe("a", LIVE, { id: "3-9" });
    const { payload } = await client.next();
    house.catalog.misbehave = null;
    expect(payload).toMatchObject({
      data: { marketUpdated: { variant: { size: null, product: null }, market: {} } },
      errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }],
    });
  });

  it("hides why a subgraph refused it", async () => {
    const client = await socket().initialised();
    client.subscribe("a", "subscription { refused }");
    const message = await client.next();
    expect(JSON.stringify(message)).toContain("INTERNAL");
    expect(JSON.stringify(message)).not.toContain("redis");
  });

  it("goes on when its subgraph restarts", async () => {
    const { market } = house;
    const client = await socket().initialised();
    client.subscribe("a", LIVE, { id: "1-10" });
    await client.next();
    const port = Number(new URL(market.offers.url).port);
    await market.offers.stop();
    const again = makeOffers();
    again.publish("1-10", "77.00");
    await again.offers.start(port);
    await vi.waitFor(async () => expect(priceIn(await client.next())).toBe("77.00"), 5_000);
    client.close();
    await again.offers.stop();
    await market.offers.start(port);
  }, 15_000);
});

describe("a socket", () => {
  it("is closed with 4408 when it is not initialised in 3 s", async () => {
    expect((await (await socket().opened()).closed).code).toBe(4408);
  });

  it("is closed with 4429 when it is initialised twice", async () => {
    const client = await socket().initialised();
    client.send({ type: "connection_init" });
    expect((await client.closed).code).toBe(4429);
  });

  it("is closed with 4401 when it subscribes too early", async () => {
    const client = await socket().opened();
    client.subscribe("a", LIVE, { id: "1-9" });
    expect((await client.closed).code).toBe(4401);
  });

  it("is closed with 4409 when it uses an id twice", async () => {
    const client = await socket().initialised();
    for (let time = 0; time < 2; time += 1) client.subscribe("a", LIVE, { id: "1-9" });
    expect((await client.closed).code).toBe(4409);
  });

  for (const [what, message] of Object.entries({
    "no JSON": "{",
    "an unknown type": { type: "start" },
    "no id": { type: "subscribe", payload: { query: "{ unlucky }" } },
    "no query": { type: "subscribe", id: "a", payload: {} },
  }))
    it(`is closed with 4400 for a message with ${what}`, async () => {
      const client = await socket().initialised();
      client.send(message);
      expect((await client.closed).code).toBe(4400);
    });

  it("is closed with 4403 when its token is not good", async () => {
    const client = await socket().opened();
    client.send({ type: "connection_init", payload: { authorization: "Bearer nonsense" } });
    expect((await client.closed).code).toBe(4403);
  });

  it("is closed with 4403 from a foreign page, and opened from the storefront", async () => {
    expect((await socket({ origin: "https://evil.test", cookie: "session=1" }).closed).code).toBe(4403);
    await socket({ origin: "https://shop.test" }).initialised();
  });

  it("is closed with 4406 for the old protocol", async () => {
    expect((await socket({}, "graphql-ws").closed).code).toBe(4406);
  });

  it("is closed with 1009 for a message of 65 KB, with 1007 for invalid UTF-8", async () => {
    const large = await socket().initialised();
    large.send(" ".repeat(65 * 1024));
    expect((await large.closed).code).toBe(1009);
    const invalid = await socket().initialised();
    invalid.socket.send(Buffer.from([0x7b, 0xff, 0xfe]), { binary: false });
    expect((await invalid.closed).code).toBe(1007);
  });

  it("is closed with 4403 when its token ends, so that clients come back with a fresh one", async () => {
    const ticket = "ticket-that-ends-soon";
    house.identity.tickets.set(ticket, new Date(Date.now() + 1_200));
    const client = await socket().initialised({ ticket });
    client.subscribe("a", "subscription { mine }");
    expect(await client.next()).toMatchObject({ payload: { data: { mine: USER } } });
    expect((await client.closed).code).toBe(4403);
  });

  it("is opened by a ticket once", async () => {
    house.identity.tickets.set("once", new Date(Date.now() + 60_000));
    await socket().initialised({ ticket: "once" });
    const second = await socket().opened();
    second.send({ type: "connection_init", payload: { ticket: "once" } });
    expect((await second.closed).code).toBe(4403);
  });

  it("serves subscriptions only", async () => {
    const client = await socket().initialised();
    client.subscribe("a", "{ unlucky }");
    expect(await client.next()).toMatchObject({
      id: "a",
      type: "error",
      payload: [{ extensions: { code: "BAD_REQUEST" } }],
    });
  });

  it("refuses what limits refuse, and variables that do not fit", async () => {
    const client = await socket().initialised();
    client.subscribe(
      "a",
      `subscription { ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(" ")} }`,
    );
    expect(await client.next()).toMatchObject({
      id: "a",
      payload: [{ extensions: { code: "QUERY_TOO_COMPLEX" } }],
    });
    client.subscribe("b", LIVE, { id: null });
    expect(await client.next()).toMatchObject({
      id: "b",
      payload: [{ extensions: { code: "BAD_USER_INPUT" } }],
    });
  });

  it("is pinged back", async () => {
    const client = await socket().initialised();
    client.send({ type: "ping" });
    expect(await client.next()).toEqual({ type: "pong" });
  });
});

describe("a router that stops", () => {
  it("sends every socket elsewhere with 1001", async () => {
    const other = await new House().start();
    const client = new TestSocket(other.socketUrl);
    await client.initialised();
    client.subscribe("a", LIVE, { id: "1-9" });
    await client.next();
    await other.stop();
    expect((await client.closed).code).toBe(1001);
    expect(other.market.offers.subscriptions).toBe(0);
  });
});
