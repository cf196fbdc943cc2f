import type { Database } from "@outcry/database";
import { type Result, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import { keepVariants } from "../store/copies.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { Owners } from "./owners.ts";
import type { Answered, Fresh, Reply, Request } from "./request.ts";
import { TooManyAtOnceError } from "./timeouts.ts";

export type Sent = Readonly<{ result: Result<Answered, Refusal>; fresh: Fresh | null }>;
export type SendDependencies = Readonly<{
  database: Database;
  groupCommit: Pick<GroupCommit, "submit">;
  owners: Owners;
}>;

type AskFirst = Extract<Reply, { kind: "ASK_FIRST" }>;

const refused = (refusal: Refusal): Sent => ({ result: refuse(refusal), fresh: null });

/** Learns from the owner what our copy lacks; null when the owner did not answer. */
async function learn(
  { database, owners }: SendDependencies,
  request: Request,
  { refusal }: AskFirst,
): Promise<Request | null> {
  if (refusal.kind === "PaymentMethodRequired") {
    const vouchedForPayment = await owners.hasPaymentMethod(request.userId);
    return vouchedForPayment === undefined ? null : { ...request, ownerWasAsked: true, vouchedForPayment };
  }
  if (!("command" in request.intent)) return null;
  const variant = await owners.variant(request.intent.command.variantId);
  if (variant === undefined) return null;
  if (variant) await keepVariants(database, [variant]);
  return { ...request, ownerWasAsked: !variant?.tradable };
}

/** A bid may lack two things, its variant and its payment method; each owner is asked at most once. */
const ASKED_MAX = 2;

/**
 * Sends a request through the market. What our copies lack is asked of its owner, outside of any transaction. When the owner
 * does not answer either, the refusal is not remembered, so that the same key may be tried again.
 */
export async function send(dependencies: SendDependencies, first: Request): Promise<Sent> {
  let request = first;
  try {
    for (let asked = 0; ; asked += 1) {
      const reply = await dependencies.groupCommit.submit(request);
      if (reply.kind === "ANSWERED") return { result: reply.result, fresh: reply.fresh };
      const learned = asked < ASKED_MAX ? await learn(dependencies, request, reply) : null;
      if (learned === null) return refused(reply.refusal);
      request = learned;
    }
  } catch (error) {
    if (!(error instanceof TooManyAtOnceError) || error.of === "market") throw error;
    return refused({ kind: "LimitReached", limit: "orders at once", message: error.message });
  }
}
