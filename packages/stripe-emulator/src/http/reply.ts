import type { FastifyReply } from "fastify";
import { ourFault, StripeRefusal } from "../errors.ts";
import type { Context } from "./context.ts";
import { type Reply, refusalReply } from "./perform.ts";

/** A refusal or a fault as a reply. Faults are ours: logged in full, answered with nothing but that they happened. */
export function replyToThrown(context: Context, thrown: unknown, id: string): Reply {
  if (thrown instanceof StripeRefusal) return refusalReply(thrown, id);
  context.logger.error({ err: thrown, request: id }, "The Stripe emulator failed to answer a request.");
  return refusalReply(ourFault(), id);
}

export function send(reply: FastifyReply, { status, body, replayOf }: Reply): FastifyReply {
  if (replayOf !== undefined)
    reply.header("idempotent-replayed", "true").header("original-request", replayOf);
  return reply.code(status).type("application/json").send(body);
}
