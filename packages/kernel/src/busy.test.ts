import { describe, expect, it } from "vitest";
import { makeBusy } from "./busy.ts";

type Work = { left: number };
const busyWith = () => {
  let made = 0;
  const workOf = makeBusy<Work>(
    () => {
      made += 1;
      return { left: 0 };
    },
    ({ left }) => left === 0,
  );
  return { workOf, made: () => made };
};

describe("values for those who are busy", () => {
  it("are one for each key", () => {
    const { workOf, made } = busyWith();
    expect(workOf("one")).toBe(workOf("one"));
    expect(workOf("two")).not.toBe(workOf("one"));
    expect(made()).toBe(2);
  });

  it("never forget one that is busy, however many come and go", () => {
    const { workOf } = busyWith();
    const busy = workOf("busy");
    busy.left = 3;
    for (let other = 0; other < 10_000; other += 1) workOf(`other ${other}`);
    expect(workOf("busy")).toBe(busy);
  });

  it("forget the idle ones before they are more than a thousand", () => {
    const { workOf, made } = busyWith();
    const first = workOf("other 0");
    for (let other = 1; other <= 1_000; other += 1) workOf(`other ${other}`);
    expect(made()).toBe(1_001);
    expect(workOf("other 0")).not.toBe(first);
  });
});
