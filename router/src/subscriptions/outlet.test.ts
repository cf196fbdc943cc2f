import { describe, expect, it } from "vitest";
import { type Outlet, SlowReaderGuard } from "./outlet.ts";
import { Payload } from "./payload.ts";

const makeOutlet = () => {
  const sent: string[] = [];
  const outlet = {
    bytes: 0,
    sent,
    buffered: () => outlet.bytes,
    send: ({ json }: Payload) => void sent.push(json),
  };
  return outlet satisfies Outlet & { send: (payload: Payload) => void };
};
const SLOW = 65 * 1024;
const VERY_SLOW = 1024 * 1024 + 1;

describe("a reader of states", () => {
  it("is sent each while it keeps up", () => {
    const outlet = makeOutlet();
    const guard = new SlowReaderGuard(outlet, "latest", outlet.send);
    for (const state of ["1", "2"]) guard.next(new Payload(state));
    expect(outlet.sent).toEqual(["1", "2"]);
  });

  it("is sent only the newest once it caught up", () => {
    const outlet = makeOutlet();
    const guard = new SlowReaderGuard(outlet, "latest", outlet.send);
    outlet.bytes = SLOW;
    for (const state of ["1", "2", "3"]) guard.next(new Payload(state));
    expect(outlet.sent).toEqual([]);
    expect(guard.drained()).toBe(false);
    outlet.bytes = 0;
    guard.drained();
    expect(outlet.sent).toEqual(["3"]);
  });

  it("is never sent an older state after a newer one", () => {
    const outlet = makeOutlet();
    const guard = new SlowReaderGuard(outlet, "latest", outlet.send);
    outlet.bytes = SLOW;
    guard.next(new Payload("1"));
    outlet.bytes = 0;
    guard.next(new Payload("2"));
    guard.drained();
    expect(outlet.sent).toEqual(["2"]);
  });
});

describe("a reader of changes", () => {
  it("is sent all of them, and starts afresh when it fell too far behind", () => {
    const outlet = makeOutlet();
    const guard = new SlowReaderGuard(outlet, "every", outlet.send);
    outlet.bytes = SLOW;
    guard.next(new Payload("1"));
    outlet.bytes = VERY_SLOW;
    guard.next(new Payload("2"));
    outlet.bytes = 0;
    guard.next(new Payload("3"));
    expect(outlet.sent).toEqual(["1"]);
    expect(guard.drained()).toBe(true);
  });
});
