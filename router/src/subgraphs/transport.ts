/** More bytes than any honest answer has; a subgraph that sends more is cut off. */
export const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
/** Calls to one subgraph at the same time, each on its own socket. Further ones wait for their turn within their deadline. */
export const CALLS_MAX = 64;
export const CONNECT_MILLISECONDS_MAX = 1_000;
/** An idle socket is used again for so long, unless the subgraph says something else. */
export const KEEP_ALIVE_MILLISECONDS = 30_000;

export type Answer = Readonly<{ status: number; body: string }>;

/** How bytes reach a subgraph: over HTTP, or by a call when it lives in this process. */
export interface Transport {
  /** Rejects with `DeadlineExceeded`, `AnswerTooLarge`, or the socket's error. */
  post(call: TransportCall): Promise<Answer>;
  close(): Promise<void>;
}

/** What is said with each call of the graph: transports may write it once for all of them. */
export const GRAPH_HEADERS = { "content-type": "application/json", accept: "application/json" } as const;

export type TransportCall = Readonly<{
  /** Absolute path. When left out it is a call of the subgraph's graph: its path and `GRAPH_HEADERS` are the transport's to add. */
  path?: string;
  body: string | Uint8Array;
  headers: Readonly<Record<string, string>>;
  deadlineMilliseconds: number;
}>;

export class DeadlineExceeded extends Error {}
export class AnswerTooLarge extends Error {}
