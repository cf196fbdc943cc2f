type Running<Result> = Readonly<{ scope: string; promise: Promise<Result> }>;

/** Work under way that others may share. Nothing is kept once it is done: this is no cache. */
export class InFlight<Result> {
  readonly #running = new Map<string, Running<Result>>();

  /**
   * The result of the same work under way, or of work begun now. Only work of the same scope is shared; of several scopes
   * that do the same at once, the newest can be joined. Apart from the key, which may be long, so that it is not copied.
   */
  share(scope: string, key: string, work: () => Promise<Result>): Promise<Result> {
    const running = this.#running.get(key);
    if (running?.scope === scope) return running.promise;
    const begun = { scope, promise: work() };
    this.#running.set(key, begun);
    begun.promise.then(
      () => this.#end(key, begun),
      () => this.#end(key, begun),
    );
    return begun.promise;
  }

  #end(key: string, ended: Running<Result>): void {
    if (this.#running.get(key) === ended) this.#running.delete(key);
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
