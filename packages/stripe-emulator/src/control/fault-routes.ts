import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { invalidParameter } from "../errors.ts";
import type { Faults } from "../faults/faults.ts";
import { authenticate } from "../http/authenticate.ts";
import type { Context } from "../http/context.ts";
import { replyToThrown, send } from "../http/reply.ts";
import { requestId } from "../identifiers.ts";
import { applyFaults, faultsBodySchema } from "./control.ts";

const PATH = "/_emulator/faults";

/** Asking for failures over HTTP, in JSON: see the README. Answers with what is waiting to happen. */
export function addFaultRoutes(server: FastifyInstance, context: Context, faults: Faults): void {
  const change = (request: FastifyRequest): void => {
    if (request.method === "DELETE") faults.clear();
    if (request.method !== "POST") return;
    const parsed = faultsBodySchema.safeParse(request.body);
    if (!parsed.success) throw invalidParameter(z.prettifyError(parsed.error));
    applyFaults(faults, parsed.data);
  };
  server.route({
    method: ["GET", "POST", "DELETE"],
    url: PATH,
    handler: (request, reply) => {
      try {
        authenticate(request.headers.authorization, context.secretKey);
        change(request);
        return send(reply, { status: 200, body: JSON.stringify(faults.list()) });
      } catch (thrown) {
        return send(reply, replyToThrown(context, thrown, requestId()));
      }
    },
  });
}
