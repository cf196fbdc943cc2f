import { expect, it } from "vitest";
import { makeSealing } from "./sealing.ts";

const ours = makeSealing("a secret of ours", "tests");
const message = { from: "a", questions: [[1, ["PLACE", "12"]]] };

it("opens what was sealed with the same secret for the same channel", () => {
  expect(makeSealing("a secret of ours", "tests").open("b", ours.seal("b", message))).toEqual(message);
});

it.each([
  ["another secret", () => makeSealing("guessed", "tests").seal("b", message)],
  ["another purpose", () => makeSealing("a secret of ours", "others").seal("b", message)],
  ["another channel", () => ours.seal("c", message)],
  ["no seal", () => Buffer.from(JSON.stringify(message))],
  ["nothing at all", () => Buffer.alloc(0)],
])("does not open what bears %s", (_what, make) => {
  expect(ours.open("b", make())).toBeNull();
});

it("does not open what was changed on its way, by a single bit anywhere", () => {
  const sealed = ours.seal("b", message);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(ours.open("b", changed)).toBeNull();
  }
});
