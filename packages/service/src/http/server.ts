import { systemClock } from "@outcry/kernel";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { BODY_BYTES_MAX } from "../limits.ts";
import type { Logger } from "../logger.ts";
import { PASSPORT_HEADER, type Passport, verifyPassport } from "../passport.ts";

declare module "fastify" {
  interface FastifyRequest {
    passport: Passport;
  }
  interface FastifyContextConfig {
    /** Answered without a passport: health, readiness, and what is public by nature. */
    public?: boolean;
  }
}

const NOBODY: Passport = { caller: "", service: null, userId: null, sessionId: null, roles: [], scopes: [] };

export type PassportedServerOptions = Readonly<{
  audience: string;
  passportKeys: Readonly<Record<string, string>>;
  logger: Logger;
}>;

const refuseStranger = (reply: FastifyReply) =>
  reply
    .code(401)
    .send({ errors: [{ message: "No valid passport.", extensions: { code: "UNAUTHENTICATED" } }] });

/** The text a passport vouches for on a request without a body: its path with the query string. */
export const bodyOrPath = (request: { body?: unknown; url: string }): string | Uint8Array =>
  request.body instanceof Uint8Array && request.body.length > 0 ? request.body : request.url;

function failureHandler(logger: Logger) {
  return (error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500)
      logger.error({ err: error, requestId: request.id, url: request.url }, "A request failed.");
    const code = status === 413 ? "PAYLOAD_TOO_LARGE" : status >= 500 ? "INTERNAL" : "BAD_REQUEST";
    const message =
      status >= 500
        ? `Something went wrong on our side. Quote ${request.id}.`
        : "The request could not be read.";
    return reply.code(status).send({ errors: [{ message, extensions: { code } }] });
  };
}

/** A connection that is busy when the server closes ends with its answer; kept alive, it would keep the server from closing. */
function letGoWhenClosing(server: FastifyInstance): void {
  let closing = false;
  server.addHook("preClose", async () => {
    closing = true;
  });
  server.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
}

/**
 * An HTTP server that refuses every request without a valid passport, before it looks at anything else.
 * Bodies arrive as Buffers, byte for byte, because passports and webhook signatures vouch for bytes.
 */
export function makePassportedServer(options: PassportedServerOptions): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestIdHeader: "x-request-id",
    forceCloseConnections: "idle",
  });
  server.decorateRequest("passport");
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.addHook("onRequest", async (request, reply) => {
    request.passport = NOBODY;
    if (request.routeOptions.config.public) return undefined;
    return request.headers[PASSPORT_HEADER] === undefined ? refuseStranger(reply) : undefined;
  });
  server.addHook("preHandler", async (request, reply) => {
    if (request.routeOptions.config.public) return undefined;
    const header = request.headers[PASSPORT_HEADER];
    const passport = verifyPassport({
      passport: Array.isArray(header) ? undefined : header,
      audience: options.audience,
      keys: options.passportKeys,
      body: bodyOrPath(request),
      now: systemClock(),
    });
    if (!passport) return refuseStranger(reply);
    request.passport = passport;
    return undefined;
  });
  letGoWhenClosing(server);
  server.setErrorHandler(failureHandler(options.logger));
  server.setNotFoundHandler((_request, reply) =>
    reply
      .code(404)
      .send({ errors: [{ message: "There is nothing here.", extensions: { code: "BAD_REQUEST" } }] }),
  );
  return server;
}

/** Liveness, and readiness that asks the parts the service cannot work without. */
export function addHealthRoutes(
  server: FastifyInstance,
  name: string,
  ready: () => Promise<void>,
  logger: Logger,
): void {
  server.get("/health", { config: { public: true } }, async () => ({ status: "OK", service: name }));
  server.get("/ready", { config: { public: true } }, async (_request, reply) => {
    try {
      await ready();
      return { status: "READY", service: name };
    } catch (error) {
      logger.warn({ err: error }, "Not ready.");
      return reply.code(503).send({ status: "NOT_READY", service: name });
    }
  });
}
