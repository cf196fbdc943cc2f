import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOWHERE, Places } from "./places.ts";

describe("places", () => {
  it("hold what was added and not removed, as a Set does, in no more places than were taken at once", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 200 }), (coming) => {
        const items = Array.from({ length: 10 }, () => ({ place: NOWHERE }));
        const [places, set] = [new Places<{ place: number }>(), new Set<{ place: number }>()];
        let most = 0;
        for (const index of coming) {
          const item = items[index] ?? { place: NOWHERE };
          if (set.has(item)) expect(places.remove(item)).toBe(set.delete(item));
          else {
            expect(places.remove(item)).toBe(false);
            places.add(item);
            set.add(item);
            expect(places.at(item.place)).toBe(item);
          }
          most = Math.max(most, set.size);
          expect(places.size).toBe(set.size);
          expect(new Set(places.all())).toEqual(set);
          for (const each of items) expect(places.has(each)).toBe(set.has(each));
          for (const { place } of places.all()) expect(place).toBeLessThan(most);
        }
      }),
    );
  });
});
