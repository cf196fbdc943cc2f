export type Answer = (question: unknown) => Promise<unknown>;

/**
 * The instances of one service, as one of them sees the others. All of it is best effort: who is present is a guess, and an answer
 * may be lost. So it is for saving work, never for deciding who may do it.
 */
export type Peers = Readonly<{
  /** What this instance is called among them: a UUIDv7, so that names are in the order of starting. */
  self: string;
  /** Who was started first of those that are there and answer; this instance when it knows of none before it. */
  eldest(): string;
  /**
   * Asks a peer what JSON can say. What one asks of another arrives in the order it was asked. Throws PeerSilentError when there is no
   * answer within a second: whether the question was done is unknown then, so ask for what may be done twice.
   */
  ask(peer: string, question: unknown): Promise<unknown>;
  /** Makes this instance known to the others, and answers what they ask. When `answer` throws, they are told that it failed. */
  join(answer: Answer): void;
  /** Tells the others to ask no more. What they asked before is still answered. */
  leave(): void;
  /** Sends what is on its way, and ends. */
  close(): Promise<void>;
}>;

/** A peer did not answer: it is gone, too slow, or it failed, or nothing reaches it. */
export class PeerSilentError extends Error {
  override readonly name = "PeerSilentError";

  constructor(why: string) {
    super(`The peer did not answer: ${why}.`);
  }
}

/** For the only instance of a service. */
export const NO_PEERS: Peers = {
  self: "",
  eldest: () => "",
  ask: async () => {
    throw new PeerSilentError("there is none");
  },
  join: () => undefined,
  leave: () => undefined,
  close: async () => undefined,
};
