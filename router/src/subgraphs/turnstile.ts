/** Lets so many through at once; the others wait in the order in which they came. */
export class Turnstile {
  readonly #most: number;
  readonly #inside = new Set<() => void>();
  readonly #waiting = new Set<() => void>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Calls `enter` now, or when somebody else has left. */
  enter(enter: () => void): void {
    if (this.#inside.size < this.#most) {
      this.#inside.add(enter);
      enter();
    } else this.#waiting.add(enter);
  }

  /** Whoever was inside makes room for the next; whoever waited waits no more. */
  leave(enter: () => void): void {
    this.#waiting.delete(enter);
    if (!this.#inside.delete(enter)) return;
    const [next] = this.#waiting;
    if (!next) return;
    this.#waiting.delete(next);
    this.#inside.add(next);
    next();
  }
}
