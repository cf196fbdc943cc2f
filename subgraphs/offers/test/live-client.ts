import { signPassport, socketOperationBody } from "@outcry/service";
import { type Client, createClient } from "graphql-ws";
import WebSocket from "ws";
import type { RunningTest } from "./running-offers.ts";

/** Messages of one subscription, one at a time and in order, so that no test ever sleeps. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what it asked for; there are no types of that here.
export type Live = { next(): Promise<any>; leave(): Promise<void> };

const passport = (running: RunningTest, subject: string | null, body: string) =>
  signPassport({ key: running.key, caller: "router", audience: "offers", subject, body, now: new Date() });

/** One socket to the subgraph, as the router holds it. */
export function connectLive(
  running: RunningTest,
  userId: string | null = null,
): {
  subscribe(query: string, variables: object): Live;
  close(): Promise<void>;
} {
  const client: Client = createClient({
    url: `${running.offers.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: () => ({ passport: passport(running, userId, "") }),
  });
  return {
    subscribe(query, variables) {
      const operation = { query, variables: variables as Record<string, unknown> };
      const extensions = { passport: passport(running, userId, socketOperationBody(operation)) };
      const messages = client.iterate({ ...operation, extensions });
      return {
        async next() {
          const { value, done } = await messages.next();
          if (done) throw new Error("The subscription ended.");
          if (value.errors) throw new Error(JSON.stringify(value.errors));
          return value.data;
        },
        async leave() {
          await messages.return?.();
        },
      };
    },
    close: async () => client.dispose(),
  };
}
