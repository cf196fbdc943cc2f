import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { House } from "./support/house.ts";

const house = new House();
beforeAll(() => house.start({ everyMessage: ["every"] }).then(() => undefined));
afterAll(() => house.stop());

const LIVE = `subscription($id: ID!) { marketUpdated(variantId: $id) { variant { size } market { lowestAsk { amount } } } }`;
const stream = (query: string, variables = {}, init: RequestInit = {}) =>
  fetch(`${house.router.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query, variables }),
    ...init,
  });

describe("a subscription over HTTP", () => {
  it("is a stream of events that ends with complete", async () => {
    const response = await stream("subscription { every(of: 2) }");
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(await response.text()).toBe(
      'event: next\ndata: {"data":{"every":0}}\n\nevent: next\ndata: {"data":{"every":1}}\n\nevent: complete\ndata:\n\n',
    );
  });

  it("moves with the market, and ends on the subgraph when the client leaves", async () => {
    const abort = new AbortController();
    house.market.publish("1-9", "10.00");
    const response = await stream(LIVE, { id: "1-9" }, { signal: abort.signal });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('"amount":"10.00"');
    house.market.publish("1-9", "9.00");
    expect((await reader?.read())?.value).toContain('"amount":"9.00"');
    expect(house.market.offers.subscriptions).toBe(1);
    abort.abort();
    await vi.waitFor(() => expect(house.market.offers.subscriptions).toBe(0), 3_000);
  });

  it("is refused to clients that do not accept a stream", async () => {
    const response = await house.post({ query: LIVE, variables: { id: "1-9" } });
    expect(response.status).toBe(406);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });

  it("is refused before it begins when its variables do not fit", async () => {
    const response = await stream(LIVE, { id: null });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_USER_INPUT" } }] });
  });
});
