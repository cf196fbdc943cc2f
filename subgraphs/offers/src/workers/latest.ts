/** An async iterator that holds at most one value for each key, the newest: a slow reader skips what was overtaken. */
export type Latest<Value> = AsyncIterableIterator<Value> & {
  put(value: Value): void;
  /** Ends the iteration. */
  end(): void;
  return(): Promise<IteratorReturnResult<undefined>>;
};

const DONE = { done: true, value: undefined } as const;

/** `onReturn` is called exactly once, when the reader leaves or the iteration ends. */
export function makeLatest<Value>(onReturn: () => void, keyOf: (value: Value) => string): Latest<Value> {
  const held = new Map<string, Value>();
  let reader: ((result: IteratorResult<Value>) => void) | null = null;
  let ended = false;
  const finish = () => {
    if (ended) return;
    ended = true;
    held.clear();
    onReturn();
    reader?.(DONE);
    reader = null;
  };
  return {
    put(value) {
      if (ended) return;
      if (reader) {
        reader({ done: false, value });
        reader = null;
      } else held.set(keyOf(value), value);
    },
    end: finish,
    next() {
      for (const [key, value] of held) {
        held.delete(key);
        return Promise.resolve({ done: false, value });
      }
      if (ended) return Promise.resolve(DONE);
      return new Promise((resolve) => {
        reader = resolve;
      });
    },
    return() {
      finish();
      return Promise.resolve(DONE);
    },
    throw(error: unknown) {
      finish();
      return Promise.reject(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      finish();
    },
  } as Latest<Value>;
}
