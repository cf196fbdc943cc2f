import { describe, expect, it } from "vitest";
import { decideShipping, readParcel } from "./parcel.ts";

const address = {
  recipient: "Ada Byron",
  line1: "12 Ferry Lane",
  line2: null,
  city: "Leeds",
  region: null,
  postalCode: "LS1 4DY",
  countryCode: "GB",
};

describe("shipping", () => {
  it("goes straight to the buyer, or to the authenticator when the goods are checked", () => {
    const order = { state: "CONFIRMED", shippingAddress: address } as const;
    expect(decideShipping({ ...order, authenticationRequired: false })).toEqual({
      ok: true,
      value: "shipToBuyer",
    });
    expect(decideShipping({ ...order, authenticationRequired: true })).toEqual({
      ok: true,
      value: "shipToAuthenticator",
    });
  });

  it("waits for an address, and says whose turn it is", () => {
    const refused = decideShipping({
      state: "CONFIRMED",
      shippingAddress: null,
      authenticationRequired: false,
    });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { kind: "InvalidTransition", message: "The buyer has to set a shipping address first." },
    });
  });

  it("does not happen before the payment is held", () => {
    expect(
      decideShipping({ state: "AWAITING_PAYMENT", shippingAddress: address, authenticationRequired: false })
        .ok,
    ).toBe(false);
  });
});

describe("a parcel", () => {
  it("has a carrier and a number", () => {
    expect(readParcel({ carrier: " UPS ", trackingNumber: "1Z999" })).toEqual({
      ok: true,
      value: { carrier: "UPS", trackingNumber: "1Z999" },
    });
    expect(readParcel({ carrier: "", trackingNumber: "1Z999" }).ok).toBe(false);
    expect(readParcel({ carrier: "UPS", trackingNumber: "x".repeat(101) }).ok).toBe(false);
  });
});
