import { newId } from "@outcry/kernel";
import { describe, expect, it } from "vitest";
import { orderNumberOf, readOrderNumber } from "./order-number.ts";

describe("an order's number", () => {
  it("is made from the id's last 40 bits", () => {
    expect(orderNumberOf("01920000-0000-7000-8000-000000000000")).toBe("OC-0000-0000");
    expect(orderNumberOf("01920000-0000-7000-8000-00ffffffffff")).toBe("OC-ZZZZ-ZZZZ");
    expect(orderNumberOf("01920000-0000-7000-8000-000000000020")).toBe("OC-0000-0010");
  });

  it("has no letter that is taken for another", () => {
    for (let count = 0; count < 200; count += 1)
      expect(orderNumberOf(newId())).toMatch(/^OC-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it("is found however it was typed", () => {
    expect(readOrderNumber(" oc-7f3k-92qd ")).toBe("OC-7F3K-92QD");
    expect(readOrderNumber("OC-OIL0-0000")).toBe("OC-0110-0000");
    expect(readOrderNumber("7F3K-92QD")).toBe("OC-7F3K-92QD");
    for (const wrong of ["", "OC-", "OC-7F3K-92Q\0", "%", "OC-7F3K-92QDD"])
      expect(readOrderNumber(wrong)).toBeNull();
  });
});
