import { describe, expect, it } from "vitest";
import { dayOf, exactTime, timeAgo } from "./time-ago.ts";

const now = Date.parse("2026-01-31T12:00:00.000Z");

describe("how long ago", () => {
  it.each([
    ["2026-01-31T11:59:31.000Z", "now"],
    ["2026-01-31T11:55:00.000Z", "5 min ago"],
    ["2026-01-31T08:00:00.000Z", "4 h ago"],
    ["2026-01-29T08:00:00.000Z", "2 d ago"],
    ["2025-12-24T08:00:00.000Z", "Dec 24, 2025"],
    ["2026-01-31T12:00:05.000Z", "now"],
    ["nonsense", ""],
  ])("%s is %s", (instant, words) => expect(timeAgo(instant, now)).toBe(words));

  it("names days and moments in UTC", () => {
    expect(dayOf("2026-01-31T23:59:00.000Z")).toBe("Jan 31, 2026");
    expect(exactTime("2026-01-31T12:05:00.000Z")).toBe("Jan 31, 2026, 12:05 PM UTC");
  });
});
