import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";
import { type WebSocket, WebSocketServer } from "ws";

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])';
const OFFERS = `${LINK}
  type Query { offers: String }
  type Subscription { marketUpdated(variantId: ID!): Update! }
  type Update { sentAt: Float! sequence: Int! market: Market! variant: Variant! }
  type Market { lowestAsk: Money highestBid: Money lastSale: Money askDepth: Int! bidDepth: Int! }
  type Money { amount: String! currencyCode: String! }
  type Variant @key(fields: "id") { id: ID! }`;
const CATALOG = `${LINK}
  type Query { catalog: String }
  type Variant @key(fields: "id") { id: ID! size: String! productName: String! }`;

/** A part that each event needs from another subgraph, as in a real page. */
export const SUBSCRIPTION = `subscription Live($id: ID!) { marketUpdated(variantId: $id) {
  sentAt sequence
  market { lowestAsk { amount currencyCode } highestBid { amount currencyCode } lastSale { amount currencyCode } askDepth bidDepth }
  variant { id size productName } } }`;

const money = (amount: number) => ({ amount: amount.toFixed(2), currencyCode: "USD" });

/** What one stream of the subgraph needs to be told: graphql-transport-ws without its library, whose work is not measured. */
type Stream = Readonly<{ socket: WebSocket; id: string }>;

function answerStreams(
  sockets: WebSocketServer,
  streams: Set<Stream>,
  greet: (stream: Stream) => void,
): void {
  sockets.on("connection", (socket) => {
    socket.on("message", (data: Buffer) => {
      const { type, id = "" } = JSON.parse(data.toString("utf8")) as { type: string; id?: string };
      if (type === "connection_init") socket.send('{"type":"connection_ack"}');
      if (type === "ping") socket.send('{"type":"pong"}');
      if (type === "complete") for (const stream of streams) if (stream.id === id) streams.delete(stream);
      if (type !== "subscribe") return;
      const stream = { socket, id };
      streams.add(stream);
      greet(stream);
    });
    socket.on("close", () => {
      for (const stream of streams) if (stream.socket === socket) streams.delete(stream);
    });
  });
}

/** Two subgraphs: one that publishes when it is told to, one that knows what is sold. */
export async function startSubgraphs() {
  let sequence = 0;
  const update = () => ({
    sentAt: performance.now(),
    sequence,
    market: {
      ...{ lowestAsk: money(100 + sequence), highestBid: money(99), lastSale: money(99.5) },
      ...{ askDepth: 12, bidDepth: 9 },
    },
    variant: { __typename: "Variant", id: "1" },
  });
  const streams = new Set<Stream>();
  const send = ({ socket, id }: Stream) =>
    socket.send(JSON.stringify({ id, type: "next", payload: { data: { marketUpdated: update() } } }));
  const server = createServer(async (request, response) => {
    for await (const _chunk of request);
    response.setHeader("content-type", "application/json");
    response.end(
      '{"data":{"_entities":[{"__typename":"Variant","size":"42","productName":"Runner with a long name"}]}}',
    );
  });
  const sockets = new WebSocketServer({ server, path: "/graphql", perMessageDeflate: false });
  answerStreams(sockets, streams, send);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const { supergraphSdl } = composeServices([
    { name: "offers", url, typeDefs: parse(OFFERS) },
    { name: "catalog", url, typeDefs: parse(CATALOG) },
  ]);
  if (!supergraphSdl) throw new Error("The bench's graph does not compose.");
  return {
    supergraph: supergraphSdl,
    /** How many streams the router has open: one, however many watch. */
    subscriptions: () => streams.size,
    publish() {
      sequence += 1;
      for (const stream of streams) send(stream);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
