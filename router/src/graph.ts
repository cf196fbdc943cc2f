import { ApolloGateway } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import type { Logger } from "pino";
import { disableTelemetry } from "./config.ts";
import { compiled, type GatewayInterface } from "./executor/compiled-gateway.ts";
import { RawAnswer } from "./executor/json.ts";
import { Programs } from "./executor/program.ts";
import type { Limits } from "./limits.ts";
import { formatError } from "./masking.ts";
import { Operations } from "./operations.ts";
import type { RequestContext } from "./request-context.ts";
import { dataSource } from "./subgraphs/data-source.ts";
import type { Fleet } from "./subgraphs/fleet.ts";
import type { Supergraph, SupergraphFile } from "./supergraph.ts";

export type GraphOptions = Readonly<{
  file: SupergraphFile;
  fleet: Fleet;
  limits: Limits;
  introspection: boolean;
  /** Apollo Sandbox for browsers that open the graph's address. */
  sandbox: boolean;
  /** `compiled` falls back to `stock` for what it does not compile. */
  executor: "compiled" | "stock";
  log: Logger;
}>;

/** Everything that belongs to one supergraph; replaced as a whole. */
export type Edition = Readonly<{ supergraph: Supergraph; operations: Operations; programs: Programs }>;

/** The graph that is served now: the supergraph, its prepared operations, and Apollo Server over both. */
export class Graph {
  readonly #options: GraphOptions;
  readonly server: ApolloServer<RequestContext>;
  #edition: Edition;

  constructor(options: GraphOptions) {
    this.#options = options;
    this.#edition = this.#editionOf(options.file.current);
    this.server = this.#apolloServer();
  }

  get edition(): Edition {
    return this.#edition;
  }

  get isCompiled(): boolean {
    return this.#options.executor === "compiled";
  }

  get operations(): Operations {
    return this.#edition.operations;
  }

  #editionOf(supergraph: Supergraph): Edition {
    const { limits, introspection, fleet } = this.#options;
    return {
      supergraph,
      operations: new Operations(supergraph.apiSchema, limits, introspection),
      programs: new Programs(supergraph, fleet),
    };
  }

  #gateway(): GatewayInterface {
    const { file, fleet, log } = this.#options;
    disableTelemetry();
    const gateway = new ApolloGateway({
      supergraphSdl: async ({ update }) => {
        file.watch((supergraph) => {
          update(supergraph.sdl);
          this.#edition = this.#editionOf(supergraph);
        });
        return { supergraphSdl: file.current.sdl, cleanup: async () => file.close() };
      },
      buildService: ({ name, url }) => dataSource(fleet.subgraph(name, url)),
      logger: quiet(log),
      __exposeQueryPlanExperimental: false,
      debug: false,
    });
    return this.#options.executor === "stock" ? gateway : compiled(gateway, () => this.#edition);
  }

  #apolloServer(): ApolloServer<RequestContext> {
    const { introspection, sandbox, log } = this.#options;
    return new ApolloServer<RequestContext>({
      gateway: this.#gateway(),
      introspection,
      csrfPrevention: true,
      allowBatchedHttpRequests: false,
      includeStacktraceInErrorResponses: false,
      hideSchemaDetailsFromClientErrors: true,
      stopOnTerminationSignals: false,
      logger: quiet(log),
      // Documents arrive prepared: Apollo Server finds them by hash and neither parses nor validates again.
      documentStore: {
        get: async (key) => this.operations.known(key.slice(-64))?.document,
        set: async () => {},
        delete: async () => true,
      },
      persistedQueries: {
        cache: {
          get: async (key) => this.operations.known(key.slice(-64))?.text,
          set: async () => {},
          delete: async () => true,
        },
      },
      stringifyResult: (answer) =>
        (answer.data as unknown) instanceof RawAnswer
          ? (answer.data as unknown as RawAnswer).text
          : JSON.stringify(answer),
      formatError: (formatted, error) => formatError(formatted, error, log),
      plugins: [
        sandbox
          ? ApolloServerPluginLandingPageLocalDefault({ footer: false, embed: true })
          : ApolloServerPluginLandingPageDisabled(),
        withoutExtensions(log),
      ],
    });
  }
}

/** `valueCompletion` and plan views show how the graph is made; they go to the log. */
const withoutExtensions = (log: Logger) => ({
  requestDidStart: async () => ({
    willSendResponse: async ({
      response,
      contextValue,
    }: {
      response: { body: { kind: string; singleResult?: { extensions?: unknown } } };
      contextValue: RequestContext;
    }) => {
      const result = response.body.kind === "single" ? response.body.singleResult : undefined;
      if (!result?.extensions) return;
      log.warn(
        { requestId: contextValue.requestId, extensions: result.extensions },
        "a subgraph's data did not fit",
      );
      delete result.extensions;
    },
  }),
});

/** Apollo's own lines repeat what we log ourselves; only its warnings and errors are kept. */
const quiet = (log: Logger) => ({
  debug: () => {},
  info: () => {},
  warn: (message?: unknown) => log.warn(String(message)),
  error: (message?: unknown) => log.error(String(message)),
});
