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

function callWithin(
  { headers, deadlineMilliseconds }: TransportCall,
  body: string,
  graph: InProcessGraph,
  turnstile: Turnstile,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const over = () => {
      isOver = true;
      clearTimeout(timer);
      turnstile.leave(enter);
    };
    const timer = setTimeout(() => {
      over();
      reject(new DeadlineExceeded());
    }, deadlineMilliseconds);
    const fail = (fault: unknown) => {
      if (isOver) return;
      over();
      reject(fault);
    };
    const enter = () => {
      graph
        .call({ body, passport: headers[PASSPORT_HEADER], requestId: headers["x-request-id"] })
        .then((answer) => {
          if (answer.body.length > ANSWER_BYTES_MAX) return fail(new AnswerTooLarge());
          if (isOver) return;
          over();
          resolve(answer);
        })
        .catch(fail);
    };
    turnstile.enter(enter);
  });
}
