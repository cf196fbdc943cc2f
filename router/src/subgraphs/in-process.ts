import { type InProcessGraph, PASSPORT_HEADER } from "@outcry/service";
import {
  ANSWER_BYTES_MAX,
  type Answer,
  AnswerTooLarge,
  CALLS_MAX,
  DeadlineExceeded,
  type Transport,
  type TransportCall,
} from "./transport.ts";
import { Turnstile } from "./turnstile.ts";

export type InProcessOptions = Readonly<{
  graph: InProcessGraph;
  /** Carries what is not for the graph, such as webhooks. Closed with this one. */
  elsewhere: Transport;
}>;

/**
 * Calls a subgraph that runs in this process. It gets the passport, the body and the request's id that HTTP would carry, and
 * is bounded as HTTP is: so many calls at once, so much time, so large an answer. What runs beyond its deadline is not stopped,
 * as nobody stops it behind a socket that was closed; its answer is dropped.
 */
export function inProcessTransport({ graph, elsewhere }: InProcessOptions): Transport {
  const turnstile = new Turnstile(CALLS_MAX);
  return {
    post: (call) =>
      call.path === undefined && typeof call.body === "string"
        ? callWithin(call, call.body, graph, turnstile)
        : elsewhere.post(call),
    close: () => elsewhere.close(),
  };
}

const callWithin = (
  call: TransportCall,
  body: string,
  graph: InProcessGraph,
  turnstile: Turnstile,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { headers, deadlineMilliseconds } = call;
    const question = { body, passport: headers[PASSPORT_HEADER], requestId: headers["x-request-id"] };
    new CallWithin({ graph, turnstile, question, resolve, reject }).begin(deadlineMilliseconds);
  });

type CallParts = Readonly<{
  graph: InProcessGraph;
  turnstile: Turnstile;
  question: Parameters<InProcessGraph["call"]>[0];
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
}>;

/** One call under way. A class, because a profile shows each closure of each call. */
class CallWithin {
  readonly #parts: CallParts;
  readonly #enter = () => this.#ask();
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(parts: CallParts) {
    this.#parts = parts;
  }

  begin(deadlineMilliseconds: number): void {
    this.#timer = setTimeout(giveUp, deadlineMilliseconds, this);
    this.#parts.turnstile.enter(this.#enter);
  }

  fail(reason: unknown): void {
    if (!this.#isOver) this.#end().reject(reason);
  }

  #ask(): void {
    const { graph, question } = this.#parts;
    graph.call(question).then(
      (answer) => this.#take(answer),
      (fault) => this.fail(fault),
    );
  }

  #take(answer: Answer): void {
    if (answer.body.length > ANSWER_BYTES_MAX) this.fail(new AnswerTooLarge());
    else if (!this.#isOver) this.#end().resolve(answer);
  }

  #end(): CallParts {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#parts.turnstile.leave(this.#enter);
    return this.#parts;
  }
}

const giveUp = (call: CallWithin): void => call.fail(new DeadlineExceeded());
