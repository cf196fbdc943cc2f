import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, House } from "./support/house.ts";

const house = new House();
beforeAll(() => house.start().then(() => undefined));
afterAll(() => house.stop());

const send = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${house.router.url}/webhooks/stripe`, { method: "POST", body, headers });

describe("a webhook", () => {
  it("reaches payments byte for byte, with its signature and a service's passport", async () => {
    const body = Buffer.concat([Buffer.from('{ "id" : "evt_1" }  \r\n\u00e9'), randomBytes(64)]);
    const response = await send(body, {
      "stripe-signature": "t=1,v1=abc",
      "content-type": "application/json; charset=utf-8",
      authorization: "Bearer whatever",
      cookie: "a=b",
    });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { received: true },
    });
    const [webhook] = house.payments.webhooks;
    expect(webhook?.body.equals(body)).toBe(true);
    expect(webhook?.headers).toMatchObject({
      "stripe-signature": "t=1,v1=abc",
      "content-type": "application/json; charset=utf-8",
    });
    expect(webhook?.headers).not.toHaveProperty("authorization");
    expect(webhook?.headers).not.toHaveProperty("cookie");
  });

  it("carries a passport that vouches for its bytes in the router's own name", async () => {
    house.payments.seen.length = 0;
    await send('{"id":"evt_2"}');
    expect(house.payments.seen[0]?.passport).toMatchObject({ service: "edge", userId: null });
  });

  it("is answered with the status that payments gave", async () =>
    expect((await send("forged")).status).toBe(400));

  it("is refused beyond 1 MB", async () => {
    const response = await send(Buffer.alloc(1024 * 1024 + 1));
    expect(response.status).toBe(413);
    expect(codeOf((await response.json()) as never)).toBe("PAYLOAD_TOO_LARGE");
  });

  it("is taken up to 1 MB", async () => expect((await send(Buffer.alloc(1024 * 1024))).status).toBe(200));

  it("is only ever sent with POST", async () =>
    expect((await fetch(`${house.router.url}/webhooks/stripe`)).status).toBe(405));
});
