import { socketOperationBody } from "@outcry/service";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { passportFor } from "./house.ts";

export type Watching<Data> = Readonly<{
  /** The next message, in the order they came. */
  next(): Promise<{ data: Data | null; done: boolean }>;
  stop(): Promise<void>;
}>;

type Message<Data> = { data: Data | null; done: boolean };

/** Subscribes as somebody, as the router would; messages are queued, so that no test sleeps. */
export function watch<Data>(
  url: string,
  userId: string | null,
  query: string,
  variables: Record<string, unknown>,
): Watching<Data> {
  const arrived: Message<Data>[] = [];
  const waiting: ((message: Message<Data>) => void)[] = [];
  const push = (message: Message<Data>) => {
    const wake = waiting.shift();
    if (wake) wake(message);
    else arrived.push(message);
  };
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { passport: passportFor("", userId) },
    lazy: true,
    retryAttempts: 0,
  });
  const end = client.subscribe<Data>(
    {
      query,
      variables,
      extensions: { passport: passportFor(socketOperationBody({ query, variables }), userId) },
    },
    {
      next: ({ data }) => push({ data: data ?? null, done: false }),
      error: () => push({ data: null, done: true }),
      complete: () => push({ data: null, done: true }),
    },
  );
  return {
    next: async () =>
      arrived.shift() ?? (await new Promise<Message<Data>>((resolve) => waiting.push(resolve))),
    stop: async () => {
      end();
      await client.dispose();
    },
  };
}
