import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { invalidParameter, unknownAddress } from "../errors.ts";
import type { RequestFault } from "../faults/request-faults.ts";
import { requestId } from "../identifiers.ts";
import { authenticate } from "./authenticate.ts";
import type { Context } from "./context.ts";
import type { Endpoint } from "./endpoint.ts";
import { failAfter, failBefore, insteadOf } from "./failing.ts";
import { decodeForm, type Form, MalformedForm } from "./form.ts";
import { keyedRequest } from "./idempotency.ts";
import { perform, type Reply, type Request } from "./perform.ts";
import { replyToThrown, send } from "./reply.ts";

const BODY_BYTES_MAX = 1_048_576;
const SWEEP_MILLISECONDS = 20;
const CLOSE_MILLISECONDS_MAX = 5_000;

const headerOf = (request: FastifyRequest, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const pathOf = (request: FastifyRequest): string => request.url.split("?", 1)[0] ?? "";

/** The parameters of a request: the query of a GET or DELETE, the body of a POST. */
function formOf(request: FastifyRequest): Form {
  const query = request.url.split("?").slice(1).join("?");
  const text = request.method === "POST" ? String(request.body ?? "") : query;
  try {
    return decodeForm(text);
  } catch (error) {
    if (error instanceof MalformedForm) throw invalidParameter(`Invalid request: ${error.message}`);
    throw error;
  }
}

function requestOf(context: Context, request: FastifyRequest, endpoint: Endpoint, id: string): Request {
  const account = headerOf(request, "stripe-account") ?? "";
  const key = request.method === "POST" ? headerOf(request, "idempotency-key") : undefined;
  const form = formOf(request);
  return {
    endpoint,
    ids: request.params as Record<string, string>,
    form,
    account,
    origin: { requestId: id, idempotencyKey: key ?? null, apiVersion: context.apiVersion },
    now: context.clock(),
    keyed: key === undefined ? undefined : keyedRequest(account, key, pathOf(request), form),
  };
}

/** The headers every answer of Stripe's has. */
function addHeaders(request: FastifyRequest, reply: FastifyReply, id: string, apiVersion: string): void {
  reply.header("request-id", id);
  reply.header("stripe-version", headerOf(request, "stripe-version") ?? apiVersion);
  for (const name of ["idempotency-key", "stripe-account"]) {
    const value = headerOf(request, name);
    if (value !== undefined) reply.header(name, value);
  }
}

async function answer(
  context: Context,
  endpoint: Endpoint,
  request: FastifyRequest,
  fault: RequestFault | undefined,
  id: string,
): Promise<Reply> {
  try {
    const asked = { ...requestOf(context, request, endpoint, id), instead: fault && insteadOf(fault, id) };
    const { announced, ...reply } = await perform(context.sql, context.settings, asked);
    if (announced) context.announced();
    return reply;
  } catch (thrown) {
    return replyToThrown(context, thrown, id);
  }
}

async function handle(context: Context, endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply) {
  const id = requestId();
  addHeaders(request, reply, id, context.apiVersion);
  try {
    authenticate(headerOf(request, "authorization"), context.secretKey);
  } catch (thrown) {
    return send(reply, replyToThrown(context, thrown, id));
  }
  const fault = context.requestFaults.take(request.method, pathOf(request));
  if (fault && (await failBefore(context, fault, reply, id))) return reply;
  const result = await answer(context, endpoint, request, fault, id);
  if (fault && (await failAfter(context, fault, reply, id))) return reply;
  return send(reply, result);
}

/** The HTTP side: Stripe's endpoints under their own addresses. */
export function buildServer(context: Context, endpoints: readonly Endpoint[]): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: "idle",
    keepAliveTimeout: 120_000,
  });
  server.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => done(null, body),
  );
  for (const endpoint of endpoints) {
    server.route({
      method: endpoint.method,
      url: endpoint.path,
      handler: (request, reply) => handle(context, endpoint, request, reply),
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const id = requestId();
    addHeaders(request, reply, id, context.apiVersion);
    try {
      authenticate(headerOf(request, "authorization"), context.secretKey);
      throw unknownAddress(request.method, pathOf(request));
    } catch (thrown) {
      return send(reply, replyToThrown(context, thrown, id));
    }
  });
  server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const id = requestId();
    const refused = error.statusCode !== undefined && error.statusCode < 500;
    return send(reply, replyToThrown(context, refused ? invalidParameter(error.message) : error, id));
  });
  return server;
}

/** Takes no more requests, answers those under way for a few seconds at most, and closes every connection. */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const http = server.server;
  const sweeping = setInterval(() => http.closeIdleConnections(), SWEEP_MILLISECONDS);
  const deadline = setTimeout(() => http.closeAllConnections(), CLOSE_MILLISECONDS_MAX);
  await server.close();
  clearInterval(sweeping);
  clearTimeout(deadline);
}
