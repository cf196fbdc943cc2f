/** Where an item is that is in no place. */
export const NOWHERE = -1;

/** An item knows its place; that is for `Places` to change. */
export type Placed = { place: number };

/**
 * Items that come and go all the time, in places that are used again. A Set or a Map would do, but for what V8 makes of one that is added
 * to and deleted from all the time (see `makeBusy`): its young collections keep all that was ever in it until the next full one.
 */
export class Places<Item extends Placed> {
  readonly #items: (Item | null)[] = [];
  readonly #free: number[] = [];

  get size(): number {
    return this.#items.length - this.#free.length;
  }

  add(item: Item): void {
    item.place = this.#free.pop() ?? this.#items.length;
    this.#items[item.place] = item;
  }

  has(item: Item): boolean {
    return this.#items[item.place] === item;
  }

  /** Whether it was there. */
  remove(item: Item): boolean {
    if (!this.has(item)) return false;
    this.#items[item.place] = null;
    this.#free.push(item.place);
    return true;
  }

  at(place: number): Item | null {
    return this.#items[place] ?? null;
  }

  /** All that are there, in no order. */
  all(): Item[] {
    return this.#items.filter((item) => item !== null);
  }
}
