import { LRUCache } from "lru-cache";

export type Bounds<Value> = Readonly<{
  entries: number;
  /** The sum of what all values weigh, in a unit of the caller's. */
  weight?: number;
  /** A whole number; what weighs nothing counts as one. */
  weigh?: (value: Value) => number;
  /** Called with each value that is forgotten to make room, and with one that is too heavy to be kept at all. */
  forgotten?: (value: Value) => void;
}>;

/**
 * A map that forgets what was used longest ago, so that no cache of ours can grow without end. Forgetting takes as long as looking
 * up: a plain Map steps over all that was deleted before it finds its oldest entry, 15 to 50 µs each time in one of thousands.
 */
export class BoundedMap<Key extends string, Value extends NonNullable<unknown>> {
  readonly #kept: LRUCache<Key, Value>;
  readonly #bounds: Bounds<Value>;

  constructor(bounds: Bounds<Value>) {
    const { entries, weight, forgotten } = bounds;
    this.#bounds = bounds;
    this.#kept = new LRUCache({
      max: entries,
      ...(weight !== undefined && { maxSize: weight, sizeCalculation: (value: Value) => this.#weigh(value) }),
      ...(forgotten && {
        dispose: (value: Value, _key: Key, why: string) => {
          if (why === "evict") forgotten(value);
        },
      }),
    });
  }

  get size(): number {
    return this.#kept.size;
  }

  get(key: Key): Value | undefined {
    return this.#kept.get(key);
  }

  set(key: Key, value: Value): void {
    this.#kept.set(key, value);
    const { weight, forgotten } = this.#bounds;
    if (weight !== undefined && this.#weigh(value) > weight) forgotten?.(value);
  }

  delete(key: Key): void {
    this.#kept.delete(key);
  }

  #weigh(value: Value): number {
    return Math.max(1, this.#bounds.weigh?.(value) ?? 0);
  }
}
