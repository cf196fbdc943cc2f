import { describe, expect, it } from "vitest";
import { makeWaitingLine } from "./waiting-line.ts";

describe("the line of those who wait", () => {
  it("takes one of each user in turn, so that nobody waits behind another's thousands", () => {
    const line = makeWaitingLine<string>({ most: 10_000, mostPerUser: 5_000 });
    for (let count = 0; count < 5_000; count += 1) line.join("many", `many ${count}`);
    line.join("few", "few 0");
    line.join("few", "few 1");
    expect(line.take(4)).toEqual(["many 0", "few 0", "many 1", "few 1"]);
    expect(line.take(2)).toEqual(["many 2", "many 3"]);
    expect(line.length()).toBe(4_996);
  });

  it("takes a few of each user at most, however many there are, so that no batch is long for one of them", () => {
    const line = makeWaitingLine<string>({ most: 10_000, mostPerUser: 5_000 });
    for (let count = 0; count < 300; count += 1) line.join("many", "many");
    line.join("few", "few");
    const taken = line.take(256);
    expect(taken.filter((entry) => entry === "many")).toHaveLength(16);
    expect(taken).toHaveLength(17);
    expect(line.take(256)).toHaveLength(16);
    expect(line.length()).toBe(301 - 33);
  });

  it("refuses a user whose part is full, and everybody when all of it is", () => {
    const line = makeWaitingLine<number>({ most: 3, mostPerUser: 2 });
    expect([line.join("one", 1), line.join("one", 2), line.join("one", 3)]).toEqual([
      "JOINED",
      "JOINED",
      "USER_FULL",
    ]);
    expect([line.join("two", 4), line.join("two", 5)]).toEqual(["JOINED", "LINE_FULL"]);
    line.take(1);
    expect(line.join("two", 6)).toBe("JOINED");
  });
});
