import { createServer, IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import { newId } from "@outcry/kernel";
import type { Logger } from "pino";
import { badRequest, Refusal } from "../refusal.ts";
import type { AddressOf } from "./addresses.ts";
import { answer, answerRefusal, JSON_TYPE, rawRefusal } from "./answer.ts";
import { ClientGone } from "./body.ts";
import type { Arrival } from "./graphql.ts";
import type { Origins } from "./origins.ts";
import { Reply } from "./reply.ts";

/** All headers together; node's answer to more is made JSON below. */
const HEADER_BYTES_MAX = 16 * 1024;
/** A body may take this long to arrive: 256 KB need 26 KB a second, a trickle is an attack. */
const REQUEST_MILLISECONDS_MAX = 10_000;
const HEADERS_MILLISECONDS_MAX = 5_000;
const TIMEOUT_CHECK_MILLISECONDS = 1_000;
/** Longer than load balancers keep idle connections, so that they close first. */
const KEEP_ALIVE_MILLISECONDS = 65_000;
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** Ids of requests need not be secret or ordered, only different: a counter is 20 times cheaper than a UUID. */
const PROCESS_ID = newId().replaceAll("-", "").slice(-16);
let requestCount = 0;

export type Handler = (request: IncomingMessage, response: Reply, arrival: Arrival) => Promise<void>;

export type HttpOptions = Readonly<{
  /** By path, without the query string. */
  routes: (path: string) => Handler | null;
  origins: Origins;
  addressOf: AddressOf;
  log: Logger;
}>;

/** The router's HTTP server: every answer, refusals included, is JSON with a code. */
export function makeHttpServer({ routes, origins, addressOf, log }: HttpOptions): Server {
  const server = createServer({
    IncomingMessage,
    ServerResponse: Reply,
    maxHeaderSize: HEADER_BYTES_MAX,
    requestTimeout: REQUEST_MILLISECONDS_MAX,
    headersTimeout: HEADERS_MILLISECONDS_MAX,
    connectionsCheckingInterval: TIMEOUT_CHECK_MILLISECONDS,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    noDelay: true,
  });
  server.on("request", (request, response) => {
    const arrival = { requestId: requestIdOf(request), address: addressOf(request) };
    response.standing = ["x-request-id", arrival.requestId, ...origins.headersFor(request)];
    if (request.method === "OPTIONS") return origins.answerPreflight(request, response);
    const handler = routes(pathOf(request)) ?? notFound;
    handler(request, response, arrival).catch((fault) => refuse(request, response, fault, log, arrival));
  });
  server.on("clientError", (fault: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable || fault.code === "ECONNRESET") return socket.destroy();
    const [refusal, reason] = refusalOf(fault);
    return socket.end(rawRefusal(refusal, reason));
  });
  return server;
}

function pathOf({ url = "/" }: IncomingMessage): string {
  const search = url.indexOf("?");
  return search < 0 ? url : url.slice(0, search);
}

const notFound: Handler = async () => {
  throw badRequest("There is nothing at this address. The graph is at /graphql.", 404);
};

function refuse(
  request: IncomingMessage,
  response: Reply,
  fault: unknown,
  log: Logger,
  { requestId }: Arrival,
): void {
  if (fault instanceof ClientGone) return;
  if (fault instanceof Refusal) {
    answerRefusal(request, response, fault);
    return;
  }
  log.error({ requestId, err: fault }, "a request failed");
  const message = `Something went wrong on our side. Reference: ${requestId}`;
  answerRefusal(request, response, new Refusal("INTERNAL", 500, message));
}

/** Requests that never became one. */
function refusalOf(fault: NodeJS.ErrnoException): [Refusal, reason: string] {
  if (fault.code === "HPE_HEADER_OVERFLOW")
    return [
      new Refusal("PAYLOAD_TOO_LARGE", 431, `Headers may have at most ${HEADER_BYTES_MAX} bytes.`),
      "Request Header Fields Too Large",
    ];
  if (fault.code === "ERR_HTTP_REQUEST_TIMEOUT")
    return [new Refusal("TIMEOUT", 408, "The request took too long to arrive."), "Request Timeout"];
  return [badRequest("The request is not HTTP."), "Bad Request"];
}

/** A proxy's id is kept when it looks like one; anything else could break the log it ends in. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  if (typeof given === "string" && REQUEST_ID.test(given)) return given;
  requestCount += 1;
  return `${PROCESS_ID}-${requestCount.toString(36)}`;
}

export const answerStatus = (response: Reply, status: number, state: string): void =>
  answer(response, status, ["content-type", JSON_TYPE], JSON.stringify({ status: state }));
