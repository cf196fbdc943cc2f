/** Too few calls say nothing about a subgraph's health. */
const CALLS_MIN = 10;
const FAILURE_SHARE_MAX = 0.5;
const WINDOW_MILLISECONDS = 10_000;
const OPEN_MILLISECONDS = 5_000;

/**
 * Stops calling a subgraph that mostly fails, so that its slowness is not everybody's: open for a while,
 * then one call is let through, and its outcome decides.
 */
export class Breaker {
  #calls = 0;
  #failures = 0;
  #windowEndsAt = 0;
  #openUntil = 0;
  #probing = false;

  /** Whether a call may be made now. A `true` while half open must be followed by `record`. */
  allows(now: number): boolean {
    if (this.#openUntil === 0) return true;
    if (now < this.#openUntil || this.#probing) return false;
    this.#probing = true;
    return true;
  }

  record(succeeded: boolean, now: number): void {
    if (this.#openUntil !== 0) {
      if (!this.#probing) return; // A call from before it opened.
      this.#probing = false;
      if (succeeded) this.#close(now);
      else this.#openUntil = now + OPEN_MILLISECONDS;
      return;
    }
    if (now >= this.#windowEndsAt) this.#close(now);
    this.#calls += 1;
    if (!succeeded) this.#failures += 1;
    if (this.#calls >= CALLS_MIN && this.#failures / this.#calls > FAILURE_SHARE_MAX)
      this.#openUntil = now + OPEN_MILLISECONDS;
  }

  #close(now: number): void {
    this.#openUntil = 0;
    this.#calls = 0;
    this.#failures = 0;
    this.#windowEndsAt = now + WINDOW_MILLISECONDS;
  }
}
