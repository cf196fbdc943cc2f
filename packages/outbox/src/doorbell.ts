/**
 * Says "look now". It may lose rings and repeat them: who listens also polls, so a doorbell only ever saves waiting.
 */
export type Doorbell = {
  /** Tells everybody who listens to this producer. Never throws and never waits. Ring after the commit. */
  ring(producer: string): void;
  /** Calls back on every ring. Returns the function that ends it. */
  listen(producer: string, onRing: () => void): () => void;
  close(): Promise<void>;
};

/** Who is listening to which producer within this process. */
export function makeListeners() {
  const listeners = new Map<string, Set<() => void>>();
  return {
    add: (producer: string, onRing: () => void): (() => void) => {
      const ofProducer = listeners.get(producer) ?? new Set();
      listeners.set(producer, ofProducer);
      // A listener of its own even when one function is given twice, so that ending one leaves the other.
      const listener = () => onRing();
      ofProducer.add(listener);
      return () => {
        ofProducer.delete(listener);
      };
    },
    call: (producer: string): void => {
      for (const listener of listeners.get(producer) ?? []) listener();
    },
    producers: (): string[] => [...listeners.keys()],
    clear: (): void => listeners.clear(),
  };
}

/** The doorbell of the embedded shape, where producers and consumers share a process. */
export function inProcessDoorbell(): Doorbell {
  const listeners = makeListeners();
  const rung = new Set<string>();
  return {
    ring: (producer) => {
      // Many rings in one turn of the event loop are one, and the ringer never runs a listener's code.
      if (rung.has(producer)) return;
      rung.add(producer);
      setImmediate(() => {
        rung.delete(producer);
        listeners.call(producer);
      });
    },
    listen: listeners.add,
    close: async () => listeners.clear(),
  };
}
