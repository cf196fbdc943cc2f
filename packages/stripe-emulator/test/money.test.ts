import type { EmulatorState } from "@outcry/stripe-emulator";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Emulated, emulated, refusal } from "./support/emulated.ts";
import { buyerWith, offSession, sellerAccount } from "./support/story.ts";

const DAY = 86_400_000;

let house: Emulated;
let stripe: Stripe;
beforeAll(async () => {
  house = await emulated();
  stripe = house.stripe;
});
afterAll(() => house.stop());

/** A paid order and its charge. */
async function paid(card = "pm_card_visa", more: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const intent = await stripe.paymentIntents.create(offSession(await buyerWith(stripe, card), more));
  return { intent, charge: String(intent.latest_charge) };
}

const balanceOf = async (stripeAccount?: string) => {
  const balance = await stripe.balance.retrieve({}, stripeAccount ? { stripeAccount } : {});
  return { available: balance.available[0]?.amount ?? 0, pending: balance.pending[0]?.amount ?? 0 };
};

describe("a refund", () => {
  it("gives back a part, then the rest, then nothing more", async () => {
    const { intent, charge } = await paid();
    const part = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 5_000,
      metadata: { why: "late" },
    });
    expect(part).toMatchObject({ status: "succeeded", amount: 5_000, charge, metadata: { why: "late" } });
    expect(await refusal(stripe.refunds.create({ charge, amount: 40_001 }))).toMatchObject({
      statusCode: 400,
      message: "Refund amount ($400.01) is greater than unrefunded amount on charge ($400.00)",
    });
    const rest = await stripe.refunds.create({ charge });
    expect(rest.amount).toBe(40_000);
    expect(await stripe.charges.retrieve(charge, { expand: ["refunds"] })).toMatchObject({
      refunded: true,
      amount_refunded: 45_000,
      refunds: { data: [{ id: rest.id }, { id: part.id }] },
    });
    expect((await refusal(stripe.refunds.create({ charge }))).code).toBe("charge_already_refunded");
  });

  it("takes the money from the balance and leaves Stripe its fee", async () => {
    const before = await balanceOf();
    const { charge } = await paid();
    await stripe.refunds.create({ charge });
    expect((await balanceOf()).pending - before.pending).toBe(-1_335);
  });

  it("never gives back more than was paid, however many ask at once", async () => {
    const { charge } = await paid();
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, () => stripe.refunds.create({ charge, amount: 10_000 })),
    );
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
    expect((await stripe.charges.retrieve(charge)).amount_refunded).toBe(40_000);
  });

  it("of an intent that was not paid is refused", async () => {
    const { intent } = await paid("pm_card_visa", { capture_method: "manual" });
    expect((await refusal(stripe.refunds.create({ payment_intent: intent.id }))).message).toContain(
      "does not have a successful charge to refund",
    );
  });

  it("can fail later, and the money comes back", async () => {
    const { charge } = await paid("pm_card_refundFail");
    const before = await balanceOf();
    const refund = await stripe.refunds.create({ charge });
    expect(refund.status).toBe("succeeded");
    house.clock.forward(2_000);
    await house.emulator.drain();
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: "failed" });
    expect((await stripe.charges.retrieve(charge)).refunded).toBe(false);
    const after = await balanceOf();
    expect(after.available + after.pending).toBe(before.available + before.pending);
  });
});

describe("a transfer", () => {
  it("moves a charge's money to a seller before it is available, and it arrives pending too", async () => {
    const seller = await sellerAccount(stripe);
    const { charge } = await paid("pm_card_visa", { transfer_group: "order-9" });
    const transfer = await stripe.transfers.create({
      amount: 40_000,
      currency: "usd",
      destination: seller.id,
      source_transaction: charge,
      metadata: { order: "9" },
    });
    expect(transfer).toMatchObject({ amount: 40_000, transfer_group: "order-9", source_transaction: charge });
    expect(await balanceOf(seller.id)).toEqual({ available: 0, pending: 40_000 });
    house.clock.forward(3 * DAY);
    expect(await balanceOf(seller.id)).toEqual({ available: 40_000, pending: 0 });
  });

  it("never moves more than its charge, however many ask at once", async () => {
    const seller = await sellerAccount(stripe);
    const { charge } = await paid();
    const params = { amount: 20_000, currency: "usd", destination: seller.id, source_transaction: charge };
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => stripe.transfers.create(params)));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect((await refusal(stripe.transfers.create(params))).message).toContain(
      "must not exceed the source amount",
    );
  });

  it("without a source needs money that is available", async () => {
    const poor = await emulated({ settlementDays: 2 });
    try {
      const seller = await sellerAccount(poor.stripe);
      const params = { amount: 1_000, currency: "usd", destination: seller.id };
      await poor.stripe.paymentIntents.create(offSession(await buyerWith(poor.stripe)));
      expect((await refusal(poor.stripe.transfers.create(params))).code).toBe("balance_insufficient");
      const rich = await buyerWith(poor.stripe, "pm_card_bypassPending");
      await poor.stripe.paymentIntents.create(offSession(rich));
      expect((await poor.stripe.transfers.create(params)).amount).toBe(1_000);
    } finally {
      await poor.stop();
    }
  });

  it("to an account that is not ready, or not there, is refused", async () => {
    const { charge } = await paid();
    const express = await stripe.accounts.create({
      type: "express",
      capabilities: { transfers: { requested: true } },
    });
    const params = { amount: 100, currency: "usd", source_transaction: charge };
    expect((await refusal(stripe.transfers.create({ ...params, destination: express.id }))).code).toBe(
      "insufficient_capabilities_for_transfer",
    );
    expect(await refusal(stripe.transfers.create({ ...params, destination: "acct_nobody" }))).toMatchObject({
      code: "resource_missing",
      param: "destination",
    });
  });

  it("is taken back in part and in full, while the seller still has it", async () => {
    const seller = await sellerAccount(stripe);
    const { charge } = await paid();
    const transfer = await stripe.transfers.create({
      amount: 40_000,
      currency: "usd",
      destination: seller.id,
      source_transaction: charge,
    });
    const part = await stripe.transfers.createReversal(transfer.id, { amount: 10_000 });
    expect(part).toMatchObject({ object: "transfer_reversal", amount: 10_000, transfer: transfer.id });
    expect(await balanceOf(seller.id)).toEqual({ available: 0, pending: 30_000 });
    await stripe.transfers.createReversal(transfer.id);
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({
      reversed: true,
      amount_reversed: 40_000,
      reversals: { data: [{ amount: 30_000 }, { id: part.id }] },
    });
    expect((await refusal(stripe.transfers.createReversal(transfer.id))).message).toContain(
      "already been reversed",
    );
  });

  it("cannot be taken back once the seller was paid out", async () => {
    const seller = await sellerAccount(stripe);
    const { charge } = await paid("pm_card_bypassPending");
    const transfer = await stripe.transfers.create({
      amount: 40_000,
      currency: "usd",
      destination: seller.id,
      source_transaction: charge,
    });
    await stripe.payouts.create({ amount: 40_000, currency: "usd" }, { stripeAccount: seller.id });
    expect((await refusal(stripe.transfers.createReversal(transfer.id))).code).toBe("balance_insufficient");
  });
});

describe("a payout", () => {
  const sellerWithMoney = async (accountNumber?: string): Promise<{ stripeAccount: string }> => {
    const seller = await sellerAccount(stripe, accountNumber);
    const { charge } = await paid("pm_card_bypassPending");
    const moved = { amount: 40_000, currency: "usd", destination: seller.id, source_transaction: charge };
    await stripe.transfers.create(moved);
    return { stripeAccount: seller.id };
  };

  it("leaves at once and arrives later", async () => {
    const seller = await sellerWithMoney();
    const payout = await stripe.payouts.create({ amount: 30_000, currency: "usd" }, seller);
    expect(payout.status).toBe("pending");
    expect(await balanceOf(seller.stripeAccount)).toEqual({ available: 10_000, pending: 0 });
    house.clock.forward(2_000);
    await house.emulator.drain();
    expect((await stripe.payouts.retrieve(payout.id, {}, seller)).status).toBe("paid");
    await house.receiver.until((all) =>
      all.some(({ event }) => event.type === "payout.paid" && event.account === seller.stripeAccount),
    );
  });

  it("to a closed bank account fails, and the money comes back", async () => {
    const seller = await sellerWithMoney("000111111113");
    const payout = await stripe.payouts.create({ amount: 40_000, currency: "usd" }, seller);
    house.clock.forward(2_000);
    await house.emulator.drain();
    expect(await stripe.payouts.retrieve(payout.id, {}, seller)).toMatchObject({
      status: "failed",
      failure_code: "account_closed",
    });
    expect(await balanceOf(seller.stripeAccount)).toEqual({ available: 40_000, pending: 0 });
  });

  it("never spends a dollar twice", async () => {
    const seller = await sellerWithMoney();
    const asked = await Promise.allSettled(
      Array.from({ length: 6 }, () => stripe.payouts.create({ amount: 15_000, currency: "usd" }, seller)),
    );
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    const error = asked.find((attempt) => attempt.status === "rejected");
    expect(error?.reason.code).toBe("balance_insufficient");
  });
});

describe("a dispute", () => {
  it("follows a payment with the disputing card, and takes the money and a fee", async () => {
    const { charge } = await paid("pm_card_createDispute");
    expect((await stripe.charges.retrieve(charge)).disputed).toBe(true);
    const [dispute] = (await stripe.disputes.list({ charge })).data;
    expect(dispute).toMatchObject({ amount: 45_000, reason: "fraudulent", status: "needs_response" });
    expect(dispute?.balance_transactions[0]).toMatchObject({ amount: -45_000, fee: 1_500, net: -46_500 });
    expect((await refusal(stripe.refunds.create({ charge }))).code).toBe("charge_disputed");
  });

  it("is won with winning evidence, and the money comes back", async () => {
    const before = await balanceOf();
    const { charge } = await paid("pm_card_createDispute");
    const [dispute] = (await stripe.disputes.list({ charge })).data;
    const won = await stripe.disputes.update(String(dispute?.id), {
      evidence: { uncategorized_text: "winning_evidence" },
    });
    expect(won.status).toBe("won");
    const after = await balanceOf();
    expect(after.available + after.pending - before.available - before.pending).toBe(43_665);
  });

  it("can be opened on any payment when it is asked for", async () => {
    const { charge } = await paid();
    await house.fetch(`/_emulator/charges/${charge}/dispute`, {
      method: "POST",
      body: new URLSearchParams({ reason: "product_not_received" }),
    });
    expect((await stripe.disputes.list({ charge })).data[0]?.reason).toBe("product_not_received");
  });
});

describe("the sum of it", () => {
  it("is the balance, line by line", async () => {
    let sum = 0;
    for await (const line of stripe.balanceTransactions.list({ limit: 100 })) sum += line.net;
    const { available, pending } = await balanceOf();
    expect(available + pending).toBe(sum);
  });

  it("is told by the state: captured, refunded, transferred, held", async () => {
    const state = (await (await house.fetch("/_emulator/state")).json()) as EmulatorState;
    const usd = state.money.find(({ currency }) => currency === "usd");
    const { captured = 0, refunded = 0, transferred = 0 } = usd ?? {};
    expect(captured).toBeGreaterThan(refunded);
    expect(usd?.held).toBe(captured - refunded - transferred);
    expect(state.objects.transfer).toBeGreaterThan(0);
  });
});
