import type { Rate, RateCounter } from "./rates.ts";

type Clock = () => number;
/** What a key took since it began to; nothing of it counts after `endsAt`. */
type Window = { taken: number; readonly endsAt: number };

/**
 * Counts in this process. Enough for one router; several share a counter through the same port. It says at once what it has
 * to say, and has no timer: a general limiter costs each request two promises, and each new address a timer.
 */
export class MemoryCounter implements RateCounter {
  readonly #clock: Clock;
  /** By seconds and points, of which there are few. */
  readonly #windows = new Map<number, Map<number, Windows>>();

  /** `clock` is in milliseconds and never goes back. */
  constructor(clock: Clock = () => performance.now()) {
    this.#clock = clock;
  }

  take(key: string, points: number, rate: Rate): number {
    const now = this.#clock();
    const window = this.#windowsOf(rate).window(key, now);
    window.taken += points;
    return window.taken <= rate.points ? 0 : Math.max(1, Math.ceil((window.endsAt - now) / 1_000));
  }

  #windowsOf({ points, seconds }: Rate): Windows {
    const byPoints = this.#windows.get(seconds) ?? new Map<number, Windows>();
    const known = byPoints.get(points);
    if (known) return known;
    const made = new Windows(seconds * 1_000);
    this.#windows.set(seconds, byPoints.set(points, made));
    return made;
  }
}

/**
 * The windows of one rate, which all last as long. Those that began in one such span are forgotten together at the end of the next, when
 * the last of them has ended; so nobody looks for what has.
 */
class Windows {
  readonly #milliseconds: number;
  #young = new Map<string, Window>();
  #old = new Map<string, Window>();
  #youngUntil = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  window(key: string, now: number): Window {
    if (now >= this.#youngUntil) this.#turn(now);
    const known = this.#young.get(key) ?? this.#old.get(key);
    if (known && now < known.endsAt) return known;
    const begun = { taken: 0, endsAt: now + this.#milliseconds };
    this.#young.set(key, begun);
    return begun;
  }

  #turn(now: number): void {
    const isLongAgo = now >= this.#youngUntil + this.#milliseconds;
    this.#old = isLongAgo ? new Map() : this.#young;
    this.#young = new Map();
    this.#youngUntil = now + this.#milliseconds;
  }
}
