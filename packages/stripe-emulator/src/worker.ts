import type { Logger } from "./options.ts";

const POLL_MILLISECONDS = 500;
/** A round that always finds more would never end; the next one goes on where it stopped. */
const STEPS_MAX = 10_000;

/** Repeats a step until it finds nothing to do, whenever woken and every half second. */
export class Worker {
  readonly #step: () => Promise<boolean>;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(step: () => Promise<boolean>, logger: Logger) {
    this.#step = step;
    this.#logger = logger;
  }

  /** Starts a round now, or another one after the one under way. */
  wake = (): void => {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#round().finally(() => {
      this.#running = undefined;
      if (this.#stopped) return;
      if (this.#again) {
        this.#again = false;
        setImmediate(this.wake);
      } else {
        this.#timer = setTimeout(this.wake, POLL_MILLISECONDS);
      }
    });
  };

  async #round(): Promise<void> {
    try {
      for (let steps = 0; steps < STEPS_MAX && !this.#stopped; steps += 1) {
        if (!(await this.#step())) return;
      }
    } catch (error) {
      this.#logger.error({ err: error }, "Background work failed; it is tried again in half a second.");
    }
  }

  /** Waits for the round under way, then does one whole round itself. */
  async pass(): Promise<void> {
    await this.#running;
    await this.#round();
  }

  /** Waits for the round under way, and starts none after it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}
