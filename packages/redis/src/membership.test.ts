import { beforeEach, expect, it } from "vitest";
import { DISTRUSTED_MILLISECONDS, makeMembership, PRESENT_MILLISECONDS } from "./membership.ts";

let time = 0;
let members: ReturnType<typeof makeMembership>;
beforeEach(() => {
  time = 10_000;
  members = makeMembership("m", () => time);
});

it("is the eldest itself as long as it hears of none before it", () => {
  expect(members.eldest()).toBe("m");
  members.heard("z");
  expect(members.eldest()).toBe("m");
});

it("finds who was started first, in whatever order it hears of them", () => {
  for (const peer of ["c", "a", "z", "b"]) members.heard(peer);
  expect(members.eldest()).toBe("a");
});

it("says of whom it had not heard", () => {
  expect([members.heard("a"), members.heard("a")]).toEqual([true, false]);
  members.left("a");
  expect(members.heard("a")).toBe(true);
});

it("goes on to the next when one leaves", () => {
  for (const peer of ["a", "b"]) members.heard(peer);
  members.left("a");
  expect(members.eldest()).toBe("b");
});

it("takes nobody for present of whom nothing was heard for a while", () => {
  members.heard("a");
  time += PRESENT_MILLISECONDS / 2;
  members.heard("b");
  time += PRESENT_MILLISECONDS / 2;
  expect(members.eldest()).toBe("b");
  expect(members.gone()).toEqual(["a"]);
  expect(members.gone()).toEqual([]);
});

it("passes over who did not answer for a while, however often it is heard", () => {
  members.heard("a");
  members.distrust("a");
  members.heard("a");
  expect(members.eldest()).toBe("m");
  time += DISTRUSTED_MILLISECONDS;
  members.heard("a");
  expect(members.eldest()).toBe("a");
});
