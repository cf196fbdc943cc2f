import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ApolloServer, HeaderMap } from "@apollo/server";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { PASSPORT_HEADER, type Passport, socketOperationBody, verifyPassport } from "@outcry/service";
import { type DocumentNode, type GraphQLSchema, parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

/** The key this test's router shares with an audience. */
export const keyFor = (audience: string, signer: string): string =>
  `${audience}-and-${signer}-share-this`.padEnd(40, "!");

export type Context = { passport: Passport | null };

export type SubgraphDefinition = {
  name: string;
  typeDefs: string;
  // biome-ignore lint/suspicious/noExplicitAny: resolvers of any schema
  resolvers: any;
  /** Refuses whoever brings no passport. */
  passports?: boolean;
  /** Plain paths, answered without a passport. */
  routes?: Record<string, (request: IncomingMessage, response: ServerResponse, body: Buffer) => void>;
};

export type Seen = { headers: IncomingMessage["headers"]; body: string; passport: Passport | null };

/** Answers instead of the graph. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => void;

export class TestSubgraph {
  readonly name: string;
  readonly typeDefs: DocumentNode;
  readonly seen: Seen[] = [];
  misbehave: Misbehaviour | null = null;
  latencyMilliseconds = 0;
  /** Subscriptions open right now. */
  subscriptions = 0;
  url = "";
  readonly #definition: SubgraphDefinition;
  readonly #schema: GraphQLSchema;
  readonly #apollo: ApolloServer<Context>;
  #stop: () => Promise<void> = async () => {};

  constructor(definition: SubgraphDefinition) {
    this.name = definition.name;
    this.typeDefs = parse(definition.typeDefs);
    this.#definition = definition;
    this.#schema = buildSubgraphSchema([{ typeDefs: this.typeDefs, resolvers: definition.resolvers }]);
    this.#apollo = new ApolloServer<Context>({ schema: this.#schema, introspection: true, logger: silent });
    this.#apollo.startInBackgroundHandlingStartupErrorsByLoggingAndFailingAllRequests();
  }

  get graph(): string {
    return `${this.url}/graphql`;
  }

  async start(port = 0): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    const sockets = new WebSocketServer({ server, path: "/graphql" });
    const serving = useServer<Record<string, unknown>, { passport?: Passport | null }>(
      {
        schema: this.#schema,
        onConnect: ({ connectionParams }) => this.#vouched(connectionParams?.passport, "") !== undefined,
        onSubscribe: () => {
          this.subscriptions += 1;
        },
        onComplete: () => {
          this.subscriptions -= 1;
        },
        onDisconnect: ({ subscriptions }) => {
          this.subscriptions -= Object.keys(subscriptions).length;
        },
        context: (_context, _id, payload) => ({
          passport: this.#vouched(payload.extensions?.passport, socketOperationBody(payload)) ?? null,
        }),
      },
      sockets,
    );
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#stop = async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await serving.dispose();
      await new Promise((resolve) => server.close(resolve));
    };
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Undefined: refused. */
  #vouched(passport: unknown, body: string): Passport | null | undefined {
    if (!this.#definition.passports) return null;
    const keys = { router: keyFor(this.name, "router"), edge: keyFor(this.name, "edge") };
    const text = typeof passport === "string" ? passport : undefined;
    return verifyPassport({ passport: text, audience: this.name, keys, body, now: new Date() }) ?? undefined;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const body = bytes.toString("utf8");
    const route = this.#definition.routes?.[request.url ?? ""];
    const passport = this.#vouched(request.headers[PASSPORT_HEADER], body);
    this.seen.push({ headers: request.headers, body, passport: passport ?? null });
    if (route) return route(request, response, bytes);
    if (this.misbehave) return this.misbehave(request, response);
    if (passport === undefined) return void response.writeHead(401).end('{"errors":[{"message":"no"}]}');
    if (this.latencyMilliseconds) await new Promise((go) => setTimeout(go, this.latencyMilliseconds));
    const result = await this.#apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: "POST",
        headers: new HeaderMap([["content-type", "application/json"]]),
        search: "",
        body: JSON.parse(body),
      },
      context: async () => ({ passport }),
    });
    response.writeHead(result.status ?? 200, Object.fromEntries(result.headers));
    response.end(result.body.kind === "complete" ? result.body.string : "");
  }
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
