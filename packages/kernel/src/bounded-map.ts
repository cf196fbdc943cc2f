export type Bounds<Value> = Readonly<{
  entries: number;
  /** The sum of what all values weigh, in a unit of the caller's. */
  weight?: number;
  weigh?: (value: Value) => number;
  /** Called with each value that is forgotten. */
  forgotten?: (value: Value) => void;
}>;

/** A map that forgets what was used longest ago, so that no cache of ours can grow without end. */
export class BoundedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #bounds: Bounds<Value>;
  #weight = 0;

  constructor(bounds: Bounds<Value>) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
    this.#weight += this.#weigh(value);
    const { entries, weight = Number.POSITIVE_INFINITY } = this.#bounds;
    for (const [oldest, forgotten] of this.#entries) {
      if (this.#entries.size <= entries && this.#weight <= weight) break;
      this.delete(oldest);
      this.#bounds.forgotten?.(forgotten);
    }
  }

  delete(key: Key): void {
    const value = this.#entries.get(key);
    if (value === undefined) return;
    this.#entries.delete(key);
    this.#weight -= this.#weigh(value);
  }

  #weigh(value: Value): number {
    return this.#bounds.weigh?.(value) ?? 0;
  }
}
