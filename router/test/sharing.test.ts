import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { House } from "./support/house.ts";
import { signToken } from "./support/market.ts";

const house = new House();
beforeAll(() => house.start().then(() => undefined));
afterAll(() => house.stop());
beforeEach(() => {
  for (const subgraph of house.subgraphs) subgraph.seen.length = 0;
  house.catalog.latencyMilliseconds = 150;
});

const NAME = "query($id: ID!) { product(id: $id) { name } }";
const repeat = <Result>(times: number, ask: () => Promise<Result>) =>
  Promise.all(Array.from({ length: times }, ask));

describe("identical questions at the same time", () => {
  it("are asked once for everybody who is nobody in particular", async () => {
    const answers = await repeat(10, () => house.ask(NAME, { id: "1" }));
    for (const { data } of answers) expect(data).toEqual({ product: { name: "Runner 1" } });
    expect(house.catalog.seen).toHaveLength(1);
  });

  it("are not shared when their variables differ", async () => {
    await Promise.all([house.ask(NAME, { id: "1" }), house.ask(NAME, { id: "2" })]);
    expect(house.catalog.seen).toHaveLength(2);
  });

  it("are never shared between people", async () => {
    const one = {
      authorization: `Bearer ${await signToken({ sub: "01890000-0000-7000-8000-0000000000a1" })}`,
    };
    const two = {
      authorization: `Bearer ${await signToken({ sub: "01890000-0000-7000-8000-0000000000a2" })}`,
    };
    const answers = await Promise.all([
      house.ask("{ private }", {}, one),
      house.ask("{ private }", {}, two),
      house.ask("{ private }"),
    ]);
    expect(answers.map(({ data }) => data?.private)).toEqual([
      "01890000-0000-7000-8000-0000000000a1",
      "01890000-0000-7000-8000-0000000000a2",
      "nobody",
    ]);
  });

  it("are not shared across somebody's change, so that people see what they wrote", async () => {
    const before = house.ask(NAME, { id: "1" });
    house.catalog.latencyMilliseconds = 0;
    await house.ask('mutation { rename(id: 1, name: "x") { id } }');
    const after = house.ask(NAME, { id: "1" });
    await Promise.all([before, after]);
    expect(house.catalog.seen.filter(({ body }) => !body.includes("mutation"))).toHaveLength(2);
  });

  it("share mutations never", async () => {
    await repeat(5, () => house.ask('mutation { rename(id: 1, name: "x") { id } }'));
    expect(house.catalog.seen).toHaveLength(5);
  });
});

describe("a slow part", () => {
  it("trips its breaker, so that nobody waits for it any more, and costs the others nothing", async () => {
    house.market.offers.misbehave = (_request, response) => void response.destroy();
    const query = "query($id: ID!) { market(variantId: $id) { lowestAsk { amount } } }";
    for (let call = 0; call < 10; call += 1) await house.ask(query, { id: String(call) });
    house.market.offers.seen.length = 0;
    const { data, errors } = await house.ask(query, { id: "after" });
    house.market.offers.misbehave = null;
    expect({ data, code: errors?.[0]?.extensions.code }).toEqual({
      data: { market: null },
      code: "SUBGRAPH_UNAVAILABLE",
    });
    expect(house.market.offers.seen).toHaveLength(0);
    expect((await house.ask(NAME, { id: "1" })).data).toEqual({ product: { name: "Runner 1" } });
  });
});
