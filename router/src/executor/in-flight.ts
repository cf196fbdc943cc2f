/** Work under way that others may share. Nothing is kept once it is done: this is no cache. */
export class InFlight<Result> {
  readonly #running = new Map<string, Promise<Result>>();

  /** The result of the same work under way, or of work begun now. */
  share(key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#running.get(key);
    if (running) return running;
    const promise = work();
    this.#running.set(key, promise);
    promise.then(
      () => this.#running.delete(key),
      () => this.#running.delete(key),
    );
    return promise;
  }
}

/**
 * Counts the mutations that went through this router. It is part of every shared key, so that a query begun before
 * somebody's change is never shared with one that came after it: people see what they wrote.
 */
export class WriteCount {
  #count = 0;

  get current(): number {
    return this.#count;
  }

  add(): void {
    this.#count += 1;
  }
}
