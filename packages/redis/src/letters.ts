/** What one instance has for another, in the order in which it came up. */
export type Letter = {
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly questions: [number: number, question: unknown][];
  /** Null for a question that was not answered. */
  readonly answers: [number: number, answer: Readonly<{ is: unknown }> | null][];
};

export type OutgoingLetters = Readonly<{
  /** The letter to a peer that is sent at the end of this turn of the event loop. */
  to(peer: string): Letter;
}>;

type OutgoingOptions = Readonly<{
  from: string;
  /** Milliseconds since 1970. */
  time: () => number;
  /** Resolves to whether it reached anybody; rejects when that is unknown. */
  send: (peer: string, letter: Letter) => Promise<boolean>;
  /** Called when a letter reached nobody, or perhaps nobody. */
  onLost: (peer: string, isGone: boolean) => void;
}>;

/** Collects what there is for each peer, so that a burst of it is one message. */
export function makeOutgoingLetters({ from, time, send, onLost }: OutgoingOptions): OutgoingLetters {
  const begun = new Map<string, Letter>();
  const post = (peer: string, letter: Letter): void => {
    begun.delete(peer);
    send(peer, letter).then(
      (arrived) => !arrived && onLost(peer, true),
      () => onLost(peer, false),
    );
  };
  return {
    to(peer) {
      const found = begun.get(peer);
      if (found) return found;
      const letter: Letter = { from, at: time(), questions: [], answers: [] };
      begun.set(peer, letter);
      setImmediate(post, peer, letter);
      return letter;
    },
  };
}
