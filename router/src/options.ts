import type { Logger } from "pino";
import type { WebhookRoute } from "./http/webhooks.ts";
import type { RevocationFeed } from "./identity/revocations.ts";
import type { Signer } from "./passports.ts";
import type { RateCounter } from "./rates.ts";
import type { Transport } from "./subgraphs/transport.ts";
import type { TrustedDocumentsMode } from "./trusted-documents.ts";

export type RouterOptions = Readonly<{
  /** A composed federation 2 supergraph; reloaded when the file changes, keeping the last good one. */
  supergraph: Readonly<{ file: string }>;
  /** Where subgraphs are, path included (`http://127.0.0.1:4001/graphql`). Overrides the supergraph's own URLs. */
  subgraphs?: Readonly<Record<string, string>> | undefined;
  /**
   * The key shared with one audience. `router` signs what clients ask, `edge` what the router asks for itself
   * (API keys, socket tickets, webhooks): subgraphs take `edge` for a service.
   */
  passports: Readonly<{ keyFor: (audience: string, signer: Signer) => string }> | "off";
  /** Who people are. Null: everybody is anonymous, and `Authorization` is not looked at. */
  identity: Readonly<{ url: string; feed?: RevocationFeed | undefined }> | null;
  /** 0 takes any free port. */
  port: number;
  /** `127.0.0.1` unless said. */
  host?: string | undefined;
  limits?: "on" | "off" | undefined;
  rates?: "on" | "off" | undefined;
  /** Shared by several routers; this process's memory unless said. */
  rateCounter?: RateCounter | undefined;
  /** `compiled` runs what it can compile itself and leaves the rest to the stock executor. `compiled` unless said. */
  executor?: "compiled" | "stock" | undefined;
  /** Documents of our own clients. Enforced, only they run, except for holders of API keys. */
  trustedDocuments?: Readonly<{ file: string; mode: TrustedDocumentsMode }> | undefined;
  introspection?: boolean | undefined;
  /** Apollo Sandbox at /graphql for browsers, its origins allowed, and plans at /graphql/plan. For development. */
  sandbox?: boolean | undefined;
  /** Addresses and subnets of our own proxies, whose `x-forwarded-for` is believed. None unless said. */
  trustedProxies?: readonly string[] | undefined;
  /** Web pages that may call the router and open sockets, such as `https://outcry.example`. */
  storefrontOrigins?: readonly string[] | undefined;
  /**
   * Subscription fields of which every message counts: not shared, not coalesced. All others are live states:
   * shared by identical callers, a late joiner gets the last message, a slow reader the newest.
   */
  everyMessage?: readonly string[] | undefined;
  /** Paths handed on byte for byte; `/webhooks/stripe` to payments unless said. */
  webhooks?: Readonly<Record<string, WebhookRoute>> | undefined;
  /** For subgraphs that live in this process. Null for a name: over HTTP. */
  transportFor?: ((subgraph: string) => Transport | null) | undefined;
  logger?: Logger | undefined;
}>;

export type RunningRouter = Readonly<{
  /** `http://host:port`, known once started. */
  url: string;
  /** Rejects with one clear sentence: the supergraph is broken, or the port taken. */
  start(): Promise<void>;
  /** Drains: sockets close with 1001, requests under way finish. */
  stop(): Promise<void>;
}>;
