import { CURRENCIES, type Currency } from "@outcry/kernel";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Command } from "../domain/command.ts";
import type { Order } from "../domain/order.ts";
import type { TradeView } from "../domain/views.ts";
import { readReply, readRequest, writeReply, writeRequest } from "./letters.ts";
import { answered, type Reply, type Request } from "./request.ts";

/** What arrives of a thing that was sent. */
const sent = (thing: unknown) => JSON.parse(JSON.stringify(thing));

const id = fc.uuid();
const currency = fc.constantFrom(...(Object.keys(CURRENCIES) as Currency[]));
const side = fc.constantFrom("BID" as const, "ASK" as const);
const amount = fc.bigInt({ min: 1n, max: 2n ** 62n });
const count = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const moment = fc.date({ noInvalidDate: true });
const someone = { side, orderId: id, userId: id, variantId: id, currency };

const command: fc.Arbitrary<Extract<Command, { userId: string }>> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant("PLACE" as const), ...someone },
    ...{ price: amount, quantity: count, expiresInDays: fc.constantFrom(1, 3, 7, 14, 30, 60) },
  }),
  fc.record({ kind: fc.constant("TAKE" as const), ...someone, limit: amount }),
  fc.record({
    ...{ kind: fc.constant("AMEND" as const), ...someone },
    ...{ price: fc.option(amount), quantity: fc.option(count) },
  }),
  fc.record({ kind: fc.constant("CANCEL" as const), ...someone }),
);
const key = fc.record({ key: fc.string({ minLength: 8 }), digest: fc.string(), inputDigest: fc.string() });
const flags = { ownerWasAsked: fc.boolean(), vouchedForPayment: fc.boolean() };
const request: fc.Arbitrary<Request> = fc
  .record({ command, key: fc.option(key), ...flags })
  .map(({ command: wanted, ...rest }) => ({ ...rest, userId: wanted.userId, intent: { command: wanted } }));

const order: fc.Arbitrary<Order> = fc.record({
  ...{ id, variantId: id, currency, side, userId: id, price: amount, quantity: count, filled: count },
  ...{ remaining: count, withdrawn: count, priority: count, placedSequence: count },
  state: fc.constantFrom("ACTIVE" as const, "FILLED" as const, "PAUSED" as const),
  ...{ closedSequence: fc.option(count), createdAt: moment, expiresAt: moment },
});
const trade = fc.record({ id, price: amount, quantity: count, executedAt: moment, sequence: count });
const fresh = fc.record({
  order,
  trades: fc.array(fc.record({ trade, ordinal: count, productId: id }), { maxLength: 3 }),
});

it("brings every request of a person over as it was", () => {
  fc.assert(
    fc.property(request, (wanted) => {
      expect(readRequest(sent(writeRequest(wanted)))).toEqual(wanted);
    }),
  );
});

it("brings every answer over as it was, with the order and its trades", () => {
  fc.assert(
    fc.property(fresh, ({ order: placed, trades }) => {
      const views = trades.map(
        (made): TradeView => ({
          ...{ ...made.trade, ordinal: made.ordinal, productId: made.productId, state: "EXECUTED" },
          ...{ variantId: placed.variantId, currency: placed.currency },
        }),
      );
      const value = { orderId: placed.id, tradeIds: views.map((view) => view.id) };
      const reply = answered({ ok: true, value }, { order: placed, trades: views });
      expect(readReply(sent(writeReply(reply)))).toEqual(reply);
    }),
  );
});

const tick = { minor: 100n, currency: "USD" } as const;
const replies: [string, Reply][] = [
  ["a refusal with money in it", answered({ ok: false, refusal: { kind: "TickSize", tick } })],
  ["an answer given before", answered({ ok: true, value: { orderId: "o", tradeIds: ["t"] } })],
  ["what must be asked first", { kind: "ASK_FIRST", refusal: { kind: "PaymentMethodRequired" } }],
];
it.each(replies)("brings over %s", (_what, reply) => {
  expect(readReply(sent(writeReply(reply)))).toEqual(reply);
});

it("writes nothing of what only this instance can do", () => {
  const rest = { userId: "u", key: null, ownerWasAsked: true, vouchedForPayment: false };
  const market = { variantId: "v", currency: "USD" } as const;
  const halt = { kind: "HALT", ...market, halted: true } as const;
  expect(writeRequest({ ...rest, intent: { command: halt } })).toBeNull();
  const refusal = { kind: "Validation", message: "No." } as const;
  expect(writeRequest({ ...rest, intent: { refusal } })).toBeNull();
});

it("reads no currency that there is not", () => {
  const wanted: Command = {
    ...{ kind: "CANCEL", side: "BID", orderId: "o", userId: "u", variantId: "v", currency: "USD" },
  };
  const rest = { userId: "u", key: null, ownerWasAsked: true, vouchedForPayment: false };
  const written = sent(writeRequest({ ...rest, intent: { command: wanted } }));
  written[0][5] = "XXX";
  expect(() => readRequest(written)).toThrow(/currency/);
});
