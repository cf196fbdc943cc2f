import { Pool } from "undici";

/** More bytes than any honest answer has; a subgraph that sends more is cut off. */
export const ANSWER_BYTES_MAX = 16 * 1024 * 1024;
/** Calls to one subgraph at the same time, each on its own socket. Further ones wait for their turn within their deadline. */
export const CALLS_MAX = 64;
const CONNECT_MILLISECONDS_MAX = 1_000;
const KEEP_ALIVE_MILLISECONDS = 30_000;

export type Answer = Readonly<{ status: number; body: string }>;

/** How bytes reach a subgraph: over HTTP, or by a call when it lives in this process. */
export interface Transport {
  /** Rejects with `DeadlineExceeded`, `AnswerTooLarge`, or the socket's error. */
  post(call: TransportCall): Promise<Answer>;
  close(): Promise<void>;
}

export type TransportCall = Readonly<{
  /** Absolute path; the subgraph's own graph path when left out. */
  path?: string;
  body: string | Uint8Array;
  headers: Readonly<Record<string, string>>;
  deadlineMilliseconds: number;
}>;

export class DeadlineExceeded extends Error {}
export class AnswerTooLarge extends Error {}

/** Keep-alive sockets to one subgraph, bounded in number, each call bounded in time and size. */
export function httpTransport(url: string): Transport {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: CALLS_MAX,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    connect: { timeout: CONNECT_MILLISECONDS_MAX },
    // The deadline of each call rules; undici's own timers would only add to them.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    post: (call) => post(pool, `${pathname}${search}`, call),
    close: () => pool.destroy(),
  };
}

type Abort = (reason: Error) => void;

function post(pool: Pool, graphPath: string, call: TransportCall): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let abort: Abort | null = null;
    let failed: Error | null = null;
    const fail = (reason: Error) => {
      if (failed) return;
      failed = reason;
      clearTimeout(timer);
      reject(reason);
      abort?.(reason);
    };
    const timer = setTimeout(() => fail(new DeadlineExceeded()), call.deadlineMilliseconds);
    pool.dispatch(
      { method: "POST", path: call.path ?? graphPath, headers: call.headers, body: call.body },
      {
        onRequestStart: (controller) => {
          abort = (reason) => controller.abort(reason);
          if (failed) abort(failed); // It waited for a socket until its time was up.
        },
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, chunk) => {
          bytes += chunk.length;
          if (bytes > ANSWER_BYTES_MAX) fail(new AnswerTooLarge());
          else chunks.push(chunk);
        },
        onResponseEnd: () => {
          clearTimeout(timer);
          const only = chunks.length === 1 ? chunks[0] : undefined;
          resolve({ status, body: (only ?? Buffer.concat(chunks, bytes)).toString("utf8") });
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
  });
}
