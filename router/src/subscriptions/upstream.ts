import { newId } from "@outcry/kernel";
import { socketOperationBody } from "@outcry/service";
import { type Client, createClient } from "graphql-ws";
import type { Logger } from "pino";
import { WebSocket } from "ws";
import { ANONYMOUS, type Caller } from "../caller.ts";
import { clear, sanitizeSubgraphError } from "../masking.ts";
import type { Passports } from "../passports.ts";
import type { PublicError } from "../refusal.ts";
import type { SubgraphResult } from "../subgraphs/subgraph.ts";

const MESSAGE_BYTES_MAX = 1024 * 1024;
const HANDSHAKE_MILLISECONDS_MAX = 2_000;
const KEEP_ALIVE_MILLISECONDS = 10_000;
/** A socket to a subgraph outlives its last subscription this long. */
const LINGER_MILLISECONDS = 5_000;

export type UpstreamOperation = Readonly<{
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  caller: Caller;
}>;

/** What comes back from a subgraph. Exactly one of `refused`, `lost` and `ended` ends it. */
export type UpstreamSink = Readonly<{
  event: (event: SubgraphResult) => void;
  /** The subgraph said no; asking again would not help. */
  refused: (errors: PublicError[]) => void;
  /** The socket broke; asking again may help. */
  lost: () => void;
  ended: () => void;
}>;

/** Subscriptions on subgraphs: one socket per subgraph, opened when needed, shared by all clients. */
export interface Upstreams {
  /** Returns a function that ends the subscription. */
  subscribe(subgraph: string, operation: UpstreamOperation, sink: UpstreamSink): () => void;
  close(): Promise<void>;
}

class UpstreamSocket extends WebSocket {
  constructor(url: string, protocols: string | string[]) {
    super(url, protocols, {
      maxPayload: MESSAGE_BYTES_MAX,
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_MILLISECONDS_MAX,
    });
  }
}

type SocketOptions = Readonly<{
  urlOf: (subgraph: string) => string;
  passports: Passports;
  log: Logger;
}>;

export function upstreamsOverSockets({ urlOf, passports, log }: SocketOptions): Upstreams {
  const clients = new Map<string, { url: string; client: Client }>();
  const clientFor = (subgraph: string): Client => {
    const url = urlOf(subgraph).replace(/^http/, "ws");
    const known = clients.get(subgraph);
    if (known?.url === url) return known.client;
    const client = createClient({
      url,
      webSocketImpl: UpstreamSocket,
      // Ours to repeat: a repeated message needs a fresh passport.
      retryAttempts: 0,
      lazyCloseTimeout: LINGER_MILLISECONDS,
      keepAlive: KEEP_ALIVE_MILLISECONDS,
      generateID: newId,
      onNonLazyError: () => {},
      connectionParams: () => {
        const passport = passports.issue(subgraph, ANONYMOUS, "");
        return passport ? { passport } : {};
      },
    });
    clients.set(subgraph, { url, client });
    return client;
  };
  return {
    subscribe(subgraph, { query, operationName, variables, caller }, sink) {
      const passport = passports.issue(
        subgraph,
        caller,
        socketOperationBody({ query, operationName, variables }),
      );
      const payload = {
        query,
        variables,
        ...(operationName ? { operationName } : {}),
        ...(passport ? { extensions: { passport } } : {}),
      };
      return clientFor(subgraph).subscribe<Record<string, unknown>>(payload, {
        next: ({ data, errors }) =>
          sink.event({ data: data ?? null, errors: sanitized(errors ?? [], subgraph, log) }),
        error: (fault) => {
          if (Array.isArray(fault)) return sink.refused(sanitized(fault, subgraph, log));
          log.warn({ subgraph, err: describe(fault) }, "a subscription on a subgraph was lost");
          return sink.lost();
        },
        complete: () => sink.ended(),
      });
    },
    async close() {
      await Promise.all([...clients.values()].map(({ client }) => client.dispose()));
    },
  };
}

const sanitized = (errors: readonly unknown[], subgraph: string, log: Logger): PublicError[] =>
  errors.map((error) => clear(sanitizeSubgraphError(error, subgraph, log)));

/** Sockets fail with events, which say little when logged as they are. */
function describe(fault: unknown): unknown {
  if (fault instanceof Error || typeof fault !== "object" || fault === null) return fault;
  const { code, reason, message } = fault as { code?: unknown; reason?: unknown; message?: unknown };
  return { code, reason, message };
}
