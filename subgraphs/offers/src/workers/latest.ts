/** An async iterator that holds at most one value, the newest: a slow reader skips what was overtaken. */
export type Latest<Value> = AsyncIterableIterator<Value> & {
  put(value: Value): void;
  /** Ends the iteration once the value at hand is read. */
  end(): void;
  return(): Promise<IteratorReturnResult<undefined>>;
};

const DONE = { done: true, value: undefined } as const;

/** `onReturn` is called exactly once, when the reader leaves or the iteration ends. */
export function makeLatest<Value>(onReturn: () => void): Latest<Value> {
  let held: { value: Value } | null = null;
  let reader: ((result: IteratorResult<Value>) => void) | null = null;
  let ended = false;
  const finish = () => {
    if (ended) return;
    ended = true;
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
      } else held = { value };
    },
    end: finish,
    next() {
      if (held) {
        const { value } = held;
        held = null;
        return Promise.resolve({ done: false, value });
      }
      if (ended) return Promise.resolve(DONE);
      return new Promise((resolve) => {
        reader = resolve;
      });
    },
    return() {
      held = null;
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
