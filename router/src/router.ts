import type { Server } from "node:http";
import { type Logger, pino } from "pino";
import { AtOnce } from "./at-once.ts";
import { Graph } from "./graph.ts";
import { addressesBehind, visitorsWith } from "./http/addresses.ts";
import type { Edge } from "./http/admission.ts";
import { DirectPath } from "./http/direct.ts";
import { Door } from "./http/door.ts";
import { serveGraphql } from "./http/graphql.ts";
import { Origins } from "./http/origins.ts";
import { planView } from "./http/plan-view.ts";
import { answerStatus, type Handler, makeHttpServer } from "./http/server.ts";
import { forwardWebhook, WEBHOOKS, type WebhookRoute } from "./http/webhooks.ts";
import { type Identity, makeIdentity, noIdentity } from "./identity/identity.ts";
import { LIMITS, NO_LIMITS } from "./limits.ts";
import { MemoryCounter } from "./memory-counter.ts";
import type { RouterOptions, RunningRouter } from "./options.ts";
import { noPassports, passportsSignedWith } from "./passports.ts";
import { noRates, ratesCountedBy } from "./rates.ts";
import { Fleet } from "./subgraphs/fleet.ts";
import { EventStreams } from "./subscriptions/event-streams.ts";
import { Hub } from "./subscriptions/hub.ts";
import { Places } from "./subscriptions/places.ts";
import { SocketServer } from "./subscriptions/socket-server.ts";
import { upstreamsOverSockets } from "./subscriptions/upstream.ts";
import { SupergraphFile } from "./supergraph.ts";
import { noTrustedDocuments, readTrustedDocuments } from "./trusted-documents.ts";

/** A stop waits this long for requests under way. */
const DRAIN_MILLISECONDS_MAX = 10_000;

/** Connections that the system keeps until they are accepted; it allows no more by default. Those beyond it try again a second later. */
const BACKLOG_MAX = 4_096;

/** Subscriptions whose messages are changes; those of all others carry the whole state, so the newest is enough. */
const EVERY_MESSAGE = ["bookUpdated", "marketsUpdated", "tradeExecuted"];

/** A federation gateway, not yet listening. Nothing is opened before `start`. */
export function createRouter(options: RouterOptions): RunningRouter {
  const log = options.logger ?? pino({ name: "router" });
  const parts = { current: null as Parts | null };
  return {
    get url() {
      return parts.current?.url ?? "";
    },
    async start() {
      parts.current = await startParts(options, log);
      log.info({ url: parts.current.url }, "the router serves");
    },
    async stop() {
      const running = parts.current;
      parts.current = null;
      if (running) await stopParts(running);
    },
  };
}

type Parts = Readonly<{
  url: string;
  server: Server;
  graph: Graph;
  fleet: Fleet;
  identity: Identity;
  sockets: SocketServer;
  streams: EventStreams;
  draining: { now: boolean };
}>;

async function startParts(options: RouterOptions, log: Logger): Promise<Parts> {
  const passports = options.passports === "off" ? noPassports : passportsSignedWith(options.passports.keyFor);
  const fleet = new Fleet({
    urls: options.subgraphs ?? {},
    passports,
    transportFor: options.transportFor,
  });
  const file = new SupergraphFile(options.supergraph.file, log);
  await file.load();
  const identity = options.identity
    ? makeIdentity({ ...options.identity, subgraph: () => fleet.subgraph("identity"), log })
    : noIdentity;
  const limits = options.limits === "off" ? NO_LIMITS : LIMITS;
  const rates =
    options.rates === "off" ? noRates : ratesCountedBy(options.rateCounter ?? new MemoryCounter());
  const sandbox = options.sandbox ?? false;
  const introspection = options.introspection ?? false;
  const executor = options.executor ?? "compiled";
  const graph = new Graph({ file, fleet, limits, introspection, sandbox, executor, log });
  await graph.server.start();
  const trusted = options.trustedDocuments
    ? await readTrustedDocuments(options.trustedDocuments, log)
    : noTrustedDocuments(log);
  const edge: Edge = { graph, identity, rates, limits, atOnce: new AtOnce(limits), trusted, log };
  const origins = new Origins(options.storefrontOrigins ?? [], sandbox);
  const draining = { now: false };
  const upstreams = upstreamsOverSockets({ urlOf: (name) => fleet.urlOf(name), passports, log });
  const everyMessage = new Set(options.everyMessage ?? EVERY_MESSAGE);
  const hub = new Hub({ graph, upstreams, everyMessage, log });
  const addressOf = addressesBehind(options.trustedProxies ?? []);
  const unlimited = options.rates === "off";
  const places = new Places(unlimited);
  const streams = new EventStreams(edge, hub, places);
  const sockets = new SocketServer({ edge, hub, origins, places, addressOf, unlimited });
  const routes = routesOf({
    edge,
    streams,
    direct: new DirectPath(graph, fleet.writes),
    fleet,
    draining,
    plan: sandbox ? planView(edge) : null,
    webhooks: options.webhooks ?? WEBHOOKS,
  });
  const server = makeHttpServer({ routes, origins, addressOf, log });
  sockets.attach(server);
  if (options.limits !== "off") new Door(visitorsWith(options.trustedProxies ?? [])).guard(server);
  const url = await listen(server, options.host ?? "127.0.0.1", options.port);
  return { url, server, graph, fleet, identity, sockets, streams, draining };
}

type RoutesOptions = Readonly<{
  edge: Edge;
  streams: EventStreams;
  direct: DirectPath;
  /** For developers only. */
  plan: Handler | null;
  fleet: Fleet;
  draining: { now: boolean };
  webhooks: Readonly<Record<string, WebhookRoute>>;
}>;

function routesOf({
  edge,
  streams,
  direct,
  plan,
  fleet,
  draining,
  webhooks,
}: RoutesOptions): (path: string) => Handler | null {
  const health: Handler = async (_request, response) => answerStatus(response, 200, "OK");
  const ready: Handler = async (_request, response) =>
    draining.now ? answerStatus(response, 503, "DRAINING") : answerStatus(response, 200, "READY");
  const graphql: Handler = (request, response, arrival) =>
    serveGraphql({ edge, streams, direct }, request, response, arrival);
  return (path) => {
    if (path === "/graphql") return graphql;
    if (path === "/graphql/plan") return plan;
    if (path === "/health") return health;
    if (path === "/ready") return ready;
    const route = Object.hasOwn(webhooks, path) ? webhooks[path] : undefined;
    if (!route) return null;
    return (request, response, { requestId }) =>
      forwardWebhook(request, response, {
        route,
        subgraph: fleet.subgraph(route.subgraph),
        bytesMax: edge.limits.webhookBytes,
        requestId,
      });
  };
}

/** Throws one clear sentence when the port is taken. */
function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", (fault: NodeJS.ErrnoException) =>
      reject(
        fault.code === "EADDRINUSE"
          ? new Error(`Port ${port} is taken. Stop what uses it, or choose another with ROUTER_PORT.`)
          : fault,
      ),
    );
    server.listen({ port, host, backlog: BACKLOG_MAX }, () => {
      const address = server.address();
      const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host;
      resolve(`http://${shown}:${typeof address === "object" && address ? address.port : port}`);
    });
  });
}

/** Sockets are told to go elsewhere (1001), requests under way are finished, then everything closes. */
async function stopParts({
  server,
  graph,
  fleet,
  identity,
  sockets,
  streams,
  draining,
}: Parts): Promise<void> {
  draining.now = true;
  identity.revocations.close();
  streams.close();
  await sockets.close();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatient = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS_MAX);
  await closed;
  clearTimeout(impatient);
  await graph.server.stop();
  await fleet.close();
}
