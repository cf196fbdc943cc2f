import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply } from "fastify";
import { keyInUse, StripeRefusal } from "../errors.ts";
import type { RequestFault } from "../faults/request-faults.ts";
import type { Context } from "./context.ts";
import { type Reply, type Request, refusalReply } from "./perform.ts";
import { send } from "./reply.ts";

/** A client that waits longer than this for an answer that will not come is cut off. */
const SILENCE_MILLISECONDS_MAX = 300_000;

const MESSAGES: Record<number, Partial<StripeRefusal["body"]>> = {
  409: { type: "invalid_request_error", code: "lock_timeout", message: keyInUse("").message },
  429: {
    type: "invalid_request_error",
    code: "rate_limit",
    message:
      "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
  },
};

function statusReply(status: number, id: string): Reply {
  const details = MESSAGES[status] ?? { type: "api_error", message: "An unknown error occurred." };
  const body = { type: "api_error" as const, message: "", ...details };
  return refusalReply(new StripeRefusal(status, body, false), id);
}

/** Takes over the connection and never answers. */
function fallSilent(context: Context, reply: FastifyReply): void {
  reply.hijack();
  const { socket } = reply.raw;
  if (!socket) return;
  context.silent.add(socket);
  const timer = setTimeout(() => socket.destroy(), SILENCE_MILLISECONDS_MAX);
  socket.once("close", () => {
    clearTimeout(timer);
    context.silent.delete(socket);
  });
}

function reset(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
}

/** Fails a request before anything was done for it. Answers whether the request is over. */
export async function failBefore(
  context: Context,
  fault: RequestFault,
  reply: FastifyReply,
  id: string,
): Promise<boolean> {
  if (fault.kind === "timeout_before_effect") fallSilent(context, reply);
  else if (fault.kind === "connection_reset" && !fault.after) reset(reply);
  else if (fault.kind === "status" && !fault.after && !fault.kept) send(reply, statusReply(fault.status, id));
  else {
    if (fault.kind === "delay" && !fault.after) await sleep(fault.milliseconds);
    return false;
  }
  return true;
}

/** Fails a request after everything was done for it. Answers whether the request is over. */
export async function failAfter(
  context: Context,
  fault: RequestFault,
  reply: FastifyReply,
  id: string,
): Promise<boolean> {
  if (fault.kind === "timeout_after_effect") fallSilent(context, reply);
  else if (fault.kind === "connection_reset" && fault.after) reset(reply);
  else if (fault.kind === "status" && fault.after) send(reply, statusReply(fault.status, id));
  else {
    if (fault.kind === "delay" && fault.after) await sleep(fault.milliseconds);
    return false;
  }
  return true;
}

/** The answer that is kept under the key in place of the true one. */
export function insteadOf(fault: RequestFault, id: string): Request["instead"] {
  if (fault.kind !== "status" || !fault.kept) return undefined;
  return { ...statusReply(fault.status, id), undone: !fault.after };
}
