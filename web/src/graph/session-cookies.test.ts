import { describe, expect, it } from "vitest";
import { cookiesFor, isStale, sessionIn } from "./session-cookies.ts";

const session = { accessToken: "a.b.c", refreshToken: "r", expiresAt: 1_000_000, name: "Zoë “Z” Núñez" };

const jar = (written: ReturnType<typeof cookiesFor>) => {
  const values = new Map(written.map(([name, value]) => [name, value]));
  return (name: string) => values.get(name);
};

describe("session cookies", () => {
  it("hold a session, whatever the person is called", () => {
    expect(sessionIn(jar(cookiesFor(session, false)))).toEqual(session);
  });

  it("are out of reach of scripts and of other sites", () => {
    for (const [, , settings] of cookiesFor(session, true))
      expect(settings).toMatchObject({ httpOnly: true, sameSite: "lax", secure: true, path: "/" });
  });

  it("end with the session", () => {
    const ended = cookiesFor(null, false);
    expect(ended.every(([, value, { maxAge }]) => value === "" && maxAge === 0)).toBe(true);
    expect(sessionIn(jar(ended))).toBeNull();
  });

  it("are none when they were tampered with", () => {
    expect(sessionIn((name) => (name === "outcry-profile" ? "%%%" : "x"))).toBeNull();
  });

  it("are stale a minute before the token expires", () => {
    expect(isStale(session, 1_000_000 - 61_000)).toBe(false);
    expect(isStale(session, 1_000_000 - 60_000)).toBe(true);
  });
});
