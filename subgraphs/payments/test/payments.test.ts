import { VariantChanged } from "@outcry/contracts";
import { newId } from "@outcry/kernel";
import { PASSPORT_HEADER, signPassport } from "@outcry/service";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PASSPORT_KEY } from "./support/constants.ts";
import { ask } from "./support/front-door.ts";
import { type House, openHouse, SAVE } from "./support/house.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse({ timeoutMilliseconds: 400 });
});
afterAll(async () => {
  await house.close();
});
beforeEach(() => house.emulator.faults.clear());

type Method = { id: string; brand: string; last4: string; isDefault: boolean };
type UserError = { __typename: string; message: string; field: string[] | null };

const save = async (userId: string, token: string) => {
  type Saved = { savePaymentMethod: { paymentMethod: Method | null; userErrors: UserError[] } };
  return (await ask<Saved>(house.payments, userId, SAVE, { token })).data.savePaymentMethod;
};
const remove = async (userId: string, id: string) => {
  type Removed = { removePaymentMethod: { removedPaymentMethodId: string | null; userErrors: UserError[] } };
  const mutation = `mutation($id: ID!) { removePaymentMethod(input: { paymentMethodId: $id }) {
    removedPaymentMethodId userErrors { __typename message field } } }`;
  return (await ask<Removed>(house.payments, userId, mutation, { id })).data.removePaymentMethod;
};
const methodsOf = async (userId: string, viewer = userId) => {
  const query = `query($id: ID!) { _entities(representations: [{ __typename: "Viewer", id: $id }]) { ... on Viewer {
    paymentMethods { id brand last4 isDefault } } } }`;
  type Methods = { _entities: ({ paymentMethods: Method[] } | null)[] };
  const { data } = await ask<Methods>(house.payments, viewer, query, { id: userId });
  return data._entities[0]?.paymentMethods ?? null;
};
const announcements = async (userId: string) =>
  (
    await house.sql`select payload from payments.outbox where type = 'payments.payment_methods_changed'
      and aggregate_id = ${userId} order by sequence`
  ).map(({ payload }) => (payload as { onFile: boolean }).onFile);

describe("a payment method", () => {
  it("is saved by its token, becomes the one that is charged, and its owner is announced to have one", async () => {
    const userId = newId();
    expect(await save(userId, "pm_card_visa")).toMatchObject({
      paymentMethod: { brand: "visa", last4: "4242", isDefault: true },
      userErrors: [],
    });
    await save(userId, "pm_card_mastercard");
    expect(await methodsOf(userId)).toMatchObject([
      { brand: "mastercard", last4: "4444", isDefault: true },
      { brand: "visa", last4: "4242", isDefault: false },
    ]);
    expect(await announcements(userId)).toEqual([true, true]);
  });

  it("is refused in the provider's words when the card is declined", async () => {
    const refused = await save(newId(), "pm_card_chargeDeclinedInsufficientFunds");
    expect(refused).toMatchObject({
      paymentMethod: null,
      userErrors: [
        {
          __typename: "ValidationError",
          message: "Your card has insufficient funds.",
          field: ["input", "token"],
        },
      ],
    });
  });

  it.each(["pm_nothing", "pm_card_nobody", "visa", "", "pm_card_visa; drop table", `pm_${"x".repeat(300)}`])(
    "is refused when its token stands for nothing: %s",
    async (token) => {
      const userId = newId();
      const refused = await save(userId, token);
      expect(refused.userErrors).toMatchObject([
        { __typename: "ValidationError", field: ["input", "token"] },
      ]);
      expect(await methodsOf(userId)).toEqual([]);
    },
  );

  it("is kept up to twenty times, also when they come at once", async () => {
    const userId = newId();
    for (let count = 0; count < 18; count += 1) await save(userId, "pm_card_visa");
    const last = await Promise.all(Array.from({ length: 5 }, () => save(userId, "pm_card_visa")));
    expect(last.filter(({ paymentMethod }) => paymentMethod !== null)).toHaveLength(2);
    expect(last.flatMap(({ userErrors }) => userErrors.map((error) => error.__typename))).toEqual(
      Array.from({ length: 3 }, () => "LimitReachedError"),
    );
    expect(await methodsOf(userId)).toHaveLength(20);
  });

  it("is busy, not broken, while the provider does not answer", async () => {
    house.emulator.faults.request({ kind: "timeout_before_effect", path: "/v1/customers" });
    const answer = await ask(house.payments, newId(), SAVE, { token: "pm_card_visa" });
    expect(answer.errors?.[0]?.extensions.code).toBe("SUBGRAPH_UNAVAILABLE");
    expect(answer.errors?.[0]?.message).not.toMatch(/stripe|timeout/i);
  });

  it("hands over to the newest of the others when it is removed, and to nobody when it was the last", async () => {
    const userId = newId();
    const first = (await save(userId, "pm_card_visa")).paymentMethod?.id ?? "";
    const second = (await save(userId, "pm_card_amex")).paymentMethod?.id ?? "";
    expect(await remove(userId, second)).toEqual({ removedPaymentMethodId: second, userErrors: [] });
    expect(await methodsOf(userId)).toMatchObject([{ id: first, isDefault: true }]);
    await remove(userId, first);
    expect(await methodsOf(userId)).toEqual([]);
    expect(await announcements(userId)).toEqual([true, true, true, false]);
    const attached = await house.sql`select data ->> 'customer' as customer from stripe_emulator.object
      where id in (select provider_ref from payments.payment_methods where user_id = ${userId})`;
    expect(attached.map(({ customer }) => customer)).toEqual([null, null]);
  });

  it("is forgotten by the provider later when it could not be at once", async () => {
    const userId = newId();
    const id = (await save(userId, "pm_card_visa")).paymentMethod?.id ?? "";
    house.emulator.faults.request({ kind: "status", status: 500, path: "/v1/payment_methods/*/detach" });
    expect((await remove(userId, id)).removedPaymentMethodId).toBe(id);
    const forgotten = async () =>
      (
        await house.sql`select detached_at is not null as done from payments.payment_methods where id = ${id}`
      )[0]?.done;
    expect(await forgotten()).toBe(false);
    await house.payments.reconcile();
    expect(await forgotten()).toBe(true);
  });

  it("is nobody's business but its owner's", async () => {
    const userId = newId();
    const id = (await save(userId, "pm_card_visa")).paymentMethod?.id ?? "";
    expect(await methodsOf(userId, newId())).toBeNull();
    for (const wrong of [id, newId(), "1"])
      expect((await remove(newId(), wrong)).userErrors).toMatchObject([{ __typename: "NotFoundError" }]);
    expect(await methodsOf(userId)).toHaveLength(1);
  });
});

describe("a preview of fees", () => {
  const variantId = newId();
  const preview = (variables: Record<string, unknown>) =>
    ask<{ feePreview: object | null }>(
      house.payments,
      null,
      `query($variantId: ID!, $price: MoneyInput!, $side: TradeSide!) { feePreview(variantId: $variantId, price: $price, side: $side) {
        price { amount } transactionFee { amount } processingFee { amount } total { amount currencyCode } } }`,
      { variantId, price: { amount: "1000", currencyCode: "USD" }, side: "SELL", ...variables },
    );
  beforeAll(async () => {
    await house.announce(
      "catalog",
      VariantChanged.of(variantId, {
        variantId,
        productId: newId(),
        productName: "A watch",
        size: null,
        categorySlug: "watches",
        retailPrice: null,
        releaseDate: null,
        tradable: true,
        authenticationRequired: false,
      }),
    );
    await house.payments.drained();
  });

  it("goes by the category of the variant", async () => {
    expect((await preview({})).data.feePreview).toEqual({
      price: { amount: "1000.00" },
      transactionFee: { amount: "99.00" },
      processingFee: { amount: "30.00" },
      total: { amount: "871.00", currencyCode: "USD" },
    });
  });

  it("costs buyers nothing on top", async () => {
    expect((await preview({ side: "BUY" })).data.feePreview).toMatchObject({ total: { amount: "1000.00" } });
  });

  it.each([
    ["0", "USD"],
    ["-1", "USD"],
    ["NaN", "USD"],
    ["450.001", "USD"],
    ["450.5", "JPY"],
    ["450", "XXX"],
    ["99999999999999999999", "USD"],
  ])("is refused for a price of %s %s", async (amount, currencyCode) => {
    expect((await preview({ price: { amount, currencyCode } })).errors?.[0]?.extensions.code).toBe(
      "BAD_USER_INPUT",
    );
  });

  it("is null for no variant", async () => {
    expect((await preview({ variantId: "1" })).data.feePreview).toBeNull();
  });
});

describe("the ledger", () => {
  const LEDGER = `query($orderId: ID, $first: Int, $after: String) { ledgerEntries(orderId: $orderId, first: $first, after: $after) {
    nodes { journalId account description orderId amount { amount currencyCode } } pageInfo { hasNextPage endCursor } } }`;
  type Entry = { journalId: string; account: string; description: string; amount: { amount: string } };
  type Ledger = { ledgerEntries: { nodes: Entry[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
  const read = (variables: Record<string, unknown>, roles = ["ADMIN"]) =>
    ask<Ledger>(house.payments, newId(), LEDGER, variables, roles);

  it("is for admins, newest journal first, page by page", async () => {
    for (let count = 0; count < 3; count += 1)
      await house.trade({ buyerId: await house.person(), sellerId: newId() });
    await house.settled();
    const [{ order_id: orderId }] =
      (await house.sql`select order_id from payments.journals limit 1`) as unknown as [{ order_id: string }];
    expect((await read({ orderId })).data.ledgerEntries.nodes).toMatchObject([
      { account: "stripe_clearing", description: "payment held", orderId, amount: { amount: "450.00" } },
      { account: "escrow", amount: { amount: "-450.00" } },
    ]);
    const whole = (await read({ first: 100 })).data.ledgerEntries.nodes;
    const paged: Entry[] = [];
    let after: string | null = null;
    do {
      const { data }: { data: Ledger } = await read({ first: 1, after });
      paged.push(...data.ledgerEntries.nodes);
      after = data.ledgerEntries.pageInfo.hasNextPage ? data.ledgerEntries.pageInfo.endCursor : null;
    } while (after !== null);
    expect(paged).toEqual(whole);
    expect(whole.length).toBe(6);
  });

  it("is for nobody else", async () => {
    const { errors } = await read({}, ["BUYER", "SELLER", "SUPPORT"]);
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });
});

describe("what other subgraphs ask", () => {
  const ON_FILE = "query($ids: [ID!]!) { paymentMethodsOnFile(userIds: $ids) { userId onFile } }";

  it("is answered to services: who has a payment method on file", async () => {
    const [has, hasNot] = [await house.person(), newId()];
    const body = JSON.stringify({ query: ON_FILE, variables: { ids: [has, hasNot] } });
    const passport = signPassport({
      key: PASSPORT_KEY,
      caller: "orders",
      audience: "payments",
      body,
      now: new Date(),
    });
    const response = await fetch(`${house.payments.url}/graphql`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", [PASSPORT_HEADER]: passport },
    });
    expect(await response.json()).toEqual({
      data: {
        paymentMethodsOnFile: [
          { userId: has, onFile: true },
          { userId: hasNot, onFile: false },
        ],
      },
    });
  });

  it("is not answered to people, whatever their role", async () => {
    const { errors } = await ask(house.payments, newId(), ON_FILE, { ids: [] }, ["ADMIN"]);
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });
});
