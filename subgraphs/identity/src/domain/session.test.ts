import { describe, expect, it } from "vitest";
import { decideRefresh, REPEAT_MILLISECONDS, type RefreshFacts } from "./session.ts";

const now = new Date("2026-05-01T12:00:00.000Z");
const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds);
const live: RefreshFacts = {
  sessionEndedAt: null,
  sessionExpiresAt: new Date(now.getTime() + 1),
  usedAt: null,
  successorUsedAt: null,
};

describe("a refresh token", () => {
  it("is rotated at its first use", () => {
    expect(decideRefresh(live, now)).toBe("rotate");
  });

  it("is answered again for ten seconds, to the millisecond", () => {
    expect(decideRefresh({ ...live, usedAt: now }, now)).toBe("repeat");
    expect(decideRefresh({ ...live, usedAt: ago(REPEAT_MILLISECONDS) }, now)).toBe("repeat");
    expect(decideRefresh({ ...live, usedAt: ago(REPEAT_MILLISECONDS + 1) }, now)).toBe("reused");
  });

  it("is held by two parties when it comes back after its successor was used", () => {
    expect(decideRefresh({ ...live, usedAt: ago(2), successorUsedAt: ago(1) }, now)).toBe("reused");
  });

  it("is worth nothing once its session is over, and ends nothing any more", () => {
    expect(decideRefresh({ ...live, sessionEndedAt: ago(1) }, now)).toBe("ended");
    expect(decideRefresh({ ...live, sessionExpiresAt: now }, now)).toBe("ended");
    expect(decideRefresh({ ...live, sessionExpiresAt: now, usedAt: ago(60_000) }, now)).toBe("ended");
  });
});
