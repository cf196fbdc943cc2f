import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Doorbell } from "../src/index.ts";

const RINGS_MAX = 200;
const PATIENCE_MILLISECONDS = 25;

/** Rings until the listener has heard it, for a doorbell may lose rings; throws when it never does. */
export async function ringUntilHeard(doorbell: Doorbell, producer: string, heard: () => boolean) {
  for (let rings = 0; rings < RINGS_MAX; rings += 1) {
    if (heard()) return;
    doorbell.ring(producer);
    await new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));
  }
  throw new Error(`Nobody heard the doorbell of ${producer}.`);
}

/**
 * What every doorbell promises. `make` gives two of the same kind, which in the fleet are in two processes; in a
 * single process they may be one and the same.
 */
export function describeDoorbell(
  name: string,
  make: () => Promise<{ here: Doorbell; there: Doorbell }>,
): void {
  describe(`the ${name} doorbell`, () => {
    let here: Doorbell;
    let there: Doorbell;
    beforeEach(async () => {
      ({ here, there } = await make());
    });
    afterEach(() => Promise.all([here.close(), there.close()]));

    const counting = (doorbell: Doorbell, producer: string) => {
      const counter: { rings: number; end: () => void } = { rings: 0, end: () => undefined };
      counter.end = doorbell.listen(producer, () => {
        counter.rings += 1;
      });
      return counter;
    };

    it("is heard by everybody who listens to the producer, here and there", async () => {
      const listeners = [counting(here, "shop"), counting(here, "shop"), counting(there, "shop")];
      await ringUntilHeard(here, "shop", () => listeners.every(({ rings }) => rings > 0));
    });

    it("is not heard by who listens to another producer", async () => {
      const shop = counting(there, "shop");
      const bank = counting(there, "bank");
      await ringUntilHeard(here, "shop", () => shop.rings > 0);
      const before = bank.rings;
      await ringUntilHeard(here, "shop", () => shop.rings > 3);
      expect(bank.rings).toBe(before);
    });

    it("is not heard by who has stopped listening, while others go on", async () => {
      const leaving = counting(there, "shop");
      const staying = counting(there, "shop");
      await ringUntilHeard(here, "shop", () => leaving.rings > 0 && staying.rings > 0);
      leaving.end();
      const [left, stayed] = [leaving.rings, staying.rings];
      await ringUntilHeard(here, "shop", () => staying.rings > stayed + 1);
      expect(leaving.rings).toBe(left);
    });

    it("may be rung when nobody listens, and any number of times", async () => {
      for (let rings = 0; rings < 10_000; rings += 1) here.ring("shop");
      const listener = counting(there, "shop");
      await ringUntilHeard(here, "shop", () => listener.rings > 0);
      expect(listener.rings).toBeLessThan(10_000);
    });

    it("never calls a listener while it is being rung", () => {
      const listener = counting(here, "shop");
      here.ring("shop");
      expect(listener.rings).toBe(0);
    });

    it("may be rung and closed after it was closed", async () => {
      await here.close();
      here.ring("shop");
      await here.close();
    });
  });
}
