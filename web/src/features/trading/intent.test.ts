import { describe, expect, it } from "vitest";
import { makeIntentKey } from "./intent.ts";

const counted = () => {
  let count = 0;
  return makeIntentKey(() => `key-${++count}`);
};

describe("the key of an intent", () => {
  it("stays while the input stays, so that a retry is no second order", () => {
    const intent = counted();
    expect(intent.keyFor({ price: "405.00" })).toBe("key-1");
    expect(intent.keyFor({ price: "405.00" })).toBe("key-1");
  });

  it("changes with the input", () => {
    const intent = counted();
    intent.keyFor({ price: "405.00" });
    expect(intent.keyFor({ price: "406.00" })).toBe("key-2");
    expect(intent.keyFor({ price: "405.00" })).toBe("key-3");
  });

  it("changes when the same is meant once more", () => {
    const intent = counted();
    intent.keyFor({ price: "405.00" });
    intent.renew();
    expect(intent.keyFor({ price: "405.00" })).toBe("key-2");
  });

  it("is long enough for the graph", () => {
    expect(makeIntentKey().keyFor({}).length).toBeGreaterThanOrEqual(8);
  });
});
