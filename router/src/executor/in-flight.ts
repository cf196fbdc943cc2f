/** Work of longer keys is found by their end: to hash all of a long key costs more than to compare it once. */
const FOUND_BY_CHARACTERS = 128;

/** Only work of the same scope is shared. */
export type Scope = Readonly<{
  /** How many mutations there had been when it was begun. */
  writes: number;
  /** Who may see the result. */
  identity: string;
}>;

type Running<Result> = Readonly<{ scope: Scope; key: string; promise: Promise<Result> }>;

/** Work under way that others may share. Nothing is kept once it is done: this is no cache. */
export class InFlight<Result> {
  readonly #running = new Map<string, Running<Result>>();

  /**
   * The result of the same work under way, or of work begun now. Of several scopes that do the same at once, or of keys that
   * look alike, the newest can be joined. Scope and key are apart, so that a long key is not copied.
   */
  share(scope: Scope, key: string, work: () => Promise<Result>): Promise<Result> {
    const name = key.length <= FOUND_BY_CHARACTERS ? key : key.slice(-FOUND_BY_CHARACTERS);
    const running = this.#running.get(name);
    if (running && running.key === key && isSame(running.scope, scope)) return running.promise;
    const begun = { scope, key, promise: work() };
    this.#running.set(name, begun);
    begun.promise.then(
      () => this.#end(name, begun),
      () => this.#end(name, begun),
    );
    return begun.promise;
  }

  #end(name: string, ended: Running<Result>): void {
    if (this.#running.get(name) === ended) this.#running.delete(name);
  }
}

const isSame = (one: Scope, other: Scope): boolean =>
  one.writes === other.writes && one.identity === other.identity;

/**
 * Counts the mutations that went through this router. It is part of every scope, so that a query begun before
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
