import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Answering } from "../graph/answering.ts";
import type { Logger } from "../logger.ts";

const JSON_TYPE = "application/json; charset=utf-8";

/** Answers POST /graphql on a passported server. */
export function addGraphQL(server: FastifyInstance, answering: Answering, logger: Logger): void {
  server.post("/graphql", async (request: FastifyRequest, reply: FastifyReply) => {
    const { status, body } = await answering(textOf(request.body), {
      passport: request.passport,
      requestId: request.id,
      logger,
    });
    return reply
      .code(status)
      .header("content-type", JSON_TYPE)
      .header("cache-control", "no-store")
      .send(body);
  });
}

/** Bodies arrive as Buffers; a request without one has the empty text, which is no operation. */
const textOf = (body: unknown): string =>
  body instanceof Uint8Array
    ? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8")
    : "";
