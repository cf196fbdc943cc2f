import { type Dispatcher, Pool } from "undici";
import {
  ANSWER_BYTES_MAX,
  type Answer,
  AnswerTooLarge,
  CALLS_MAX,
  CONNECT_MILLISECONDS_MAX,
  DeadlineExceeded,
  GRAPH_HEADERS,
  KEEP_ALIVE_MILLISECONDS,
  type Transport,
  type TransportCall,
} from "./transport.ts";
import { WirePool } from "./wire/pool.ts";

/** Keep-alive sockets to one subgraph, bounded in number, each call bounded in time and size. */
export const httpTransport = (url: string): Transport =>
  new URL(url).protocol === "http:" ? new WirePool(url) : undiciTransport(url);

/** For TLS, where the general client's cost is not what counts. */
function undiciTransport(url: string): Transport {
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

const post = (pool: Pool, graphPath: string, call: TransportCall): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const exchange = new Exchange(call.deadlineMilliseconds, resolve, reject);
    const { path, body } = call;
    const headers = path === undefined ? { ...GRAPH_HEADERS, ...call.headers } : call.headers;
    pool.dispatch({ method: "POST", path: path ?? graphPath, headers, body }, exchange);
  });

/** One call under way. A class, because a closure for each event of each call is what a profile shows. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: Error) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #controller: Dispatcher.DispatchController | null = null;
  #failed: Error | null = null;

  constructor(
    deadlineMilliseconds: number,
    resolve: (answer: Answer) => void,
    reject: (reason: Error) => void,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(isOverdue, deadlineMilliseconds, this);
  }

  fail(reason: Error): void {
    if (this.#failed) return;
    this.#failed = reason;
    clearTimeout(this.#timer);
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failed) controller.abort(this.#failed); // It waited for a socket until its time was up.
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.#status = statusCode;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > ANSWER_BYTES_MAX) this.fail(new AnswerTooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    const only = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const body = (only ?? Buffer.concat(this.#chunks, this.#bytes)).toString("utf8");
    this.#resolve({ status: this.#status, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }
}

const isOverdue = (exchange: Exchange): void => exchange.fail(new DeadlineExceeded());
