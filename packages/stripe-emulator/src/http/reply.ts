import type { FastifyReply } from "fastify";
import postgres from "postgres";
import { objectInUse, ourFault, StripeRefusal } from "../errors.ts";
import type { Context } from "./context.ts";
import { type Reply, refusalReply } from "./perform.ts";

/** PostgreSQL gave up waiting for a lock (55P03), or for one of two that wait for each other (40P01). */
const isLockConflict = (thrown: unknown): boolean =>
  thrown instanceof postgres.PostgresError && (thrown.code === "55P03" || thrown.code === "40P01");

/** A refusal or a fault as a reply. Faults are ours: logged in full, answered with nothing but that they happened. */
export function replyToThrown(context: Context, thrown: unknown, id: string): Reply {
  if (thrown instanceof StripeRefusal) return refusalReply(thrown, id);
  if (isLockConflict(thrown)) return refusalReply(objectInUse(), id);
  context.logger.error({ err: thrown, request: id }, "The Stripe emulator failed to answer a request.");
  return refusalReply(ourFault(), id);
}

export function send(reply: FastifyReply, { status, body, replayOf }: Reply): FastifyReply {
  if (replayOf !== undefined)
    reply.header("idempotent-replayed", "true").header("original-request", replayOf);
  return reply.code(status).type("application/json").send(body);
}
