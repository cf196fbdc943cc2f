import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, House } from "./support/house.ts";
import { API_KEY } from "./support/market.ts";
import { TestSocket } from "./support/socket.ts";

const house = new House();
beforeAll(() => house.start({ rates: "on" }).then(() => undefined));
afterAll(() => house.stop());

const login = (count: number, email: string) =>
  house.post({
    query: `mutation($e: String!) { ${Array.from({ length: count }, (_, i) => `a${i}: login(input: { email: $e, password: "${i}" })`).join(" ")} }`,
    variables: { e: email },
  });

describe("rates", () => {
  it("count each alias of a login as an attempt on the account", async () => {
    expect((await login(10, "a@outcry.test")).status).toBe(200);
    const refused = await login(1, "A@outcry.test ");
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(codeOf((await refused.json()) as never)).toBe("RATE_LIMITED");
    expect((await login(1, "b@outcry.test")).status).toBe(200);
  });

  it("count attempts on many accounts against their address", async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 60; i += 1) statuses.add((await login(1, `${i}@outcry.test`)).status);
    expect([...statuses]).toEqual([200, 429]);
  });

  it("give an API key its own quota", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1)
      statuses.push((await house.ask("{ unlucky }", {}, { authorization: `Bearer ${API_KEY}` })).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await house.ask("{ unlucky }")).status).toBe(200);
  });

  it("count refused credentials", async () => {
    const statuses = new Set<number>();
    for (let i = 0; i < 61; i += 1)
      statuses.add((await house.ask("{ unlucky }", {}, { authorization: `Bearer guess-${i}` })).status);
    expect([...statuses]).toEqual([401, 429]);
  });

  it("bound the subscriptions on a socket and its messages", async () => {
    const client = await new TestSocket(house.socketUrl).initialised();
    for (let i = 0; i < 21; i += 1)
      client.subscribe(`s${i}`, "subscription($id: ID!) { marketUpdated(variantId: $id) { sequence } }", {
        id: String(i),
      });
    const messages = [];
    for (let i = 0; i < 21; i += 1) messages.push(await client.next());
    expect(messages.filter(({ type }) => type === "error")).toMatchObject([
      { id: "s20", payload: [{ extensions: { code: "RATE_LIMITED" } }] },
    ]);
    for (let i = 0; i < 1_000; i += 1) client.send({ type: "ping" });
    expect((await client.closed).code).toBe(4429);
  });
});
