import type { Caller } from "../caller.ts";

/** Open tabs of one person; offices and classrooms share an address. */
const PER_USER_MAX = 20;
const PER_ADDRESS_MAX = 200;

/** How many sockets and streams each user and address has open. */
export class Places {
  readonly #taken = new Map<string, number>();
  readonly #unlimited: boolean;

  constructor(unlimited: boolean) {
    this.#unlimited = unlimited;
  }

  /** Takes a place until `release` is called. Null when there is none left. */
  forAddress(address: string): (() => void) | null {
    return this.#claim(`address:${address}`, PER_ADDRESS_MAX);
  }

  /** The same for a signed-in user; nobody in particular always has a place. */
  forCaller({ userId }: Caller): (() => void) | null {
    return userId === null ? () => {} : this.#claim(`user:${userId}`, PER_USER_MAX);
  }

  #claim(key: string, most: number): (() => void) | null {
    const count = (this.#taken.get(key) ?? 0) + 1;
    if (count > most && !this.#unlimited) return null;
    this.#taken.set(key, count);
    return () => {
      const left = (this.#taken.get(key) ?? 0) - 1;
      if (left > 0) this.#taken.set(key, left);
      else this.#taken.delete(key);
    };
  }
}
