import type postgres from "postgres";
import { keyInUse, noAccess, StripeRefusal } from "../errors.ts";
import { flush } from "../store/flush.ts";
import { type Origin, type Settings, Work } from "../store/work.ts";
import type { Endpoint } from "./endpoint.ts";
import { expand } from "./expand.ts";
import type { Form } from "./form.ts";
import { claimKey, type KeyedRequest } from "./idempotency.ts";
import { Parameters } from "./parameters.ts";

export type Request = {
  endpoint: Endpoint;
  /** The ids in the address, by their name in the route. */
  ids: Record<string, string>;
  form: Form;
  account: string;
  origin: Origin;
  now: Date;
  keyed: KeyedRequest | undefined;
  /** An answer that takes the true one's place, and is kept instead of it (a failure on request). */
  instead?: { status: number; body: string; undone: boolean } | undefined;
};

export type Reply = { status: number; body: string; replayOf?: string };

/** A refusal as Stripe writes it, with the request it belongs to. */
export function refusalReply(refusal: StripeRefusal, requestId: string | null): Reply {
  const request_log_url = `https://dashboard.stripe.com/test/logs/${requestId}`;
  return { status: refusal.status, body: JSON.stringify({ error: { ...refusal.body, request_log_url } }) };
}

/** Refuses (403) a Stripe-Account header that names no account of this platform. */
async function refuseStranger(work: Work): Promise<void> {
  if (work.account === "") return;
  await work.load([work.account]);
  if (work.shown(work.account)?.object !== "account") throw noAccess(work.account);
}

/** Runs the endpoint: its objects on success, its refusal when it returns or throws one after it began. */
async function run(work: Work, request: Request): Promise<Reply & { undone: boolean }> {
  const { expand: paths = [], ...form } = request.form;
  const parameters = new Parameters(form);
  const id = (name = "id"): string => request.ids[name] ?? "";
  try {
    await refuseStranger(work);
    const result = await request.endpoint.handle(work, { parameters, id });
    if (result instanceof StripeRefusal) {
      return { ...refusalReply(result, request.origin.requestId), undone: false };
    }
    const names = Array.isArray(paths) ? paths.filter((path) => typeof path === "string") : [String(paths)];
    return { status: 200, body: JSON.stringify(await expand(work, result, names)), undone: false };
  } catch (thrown) {
    if (!(thrown instanceof StripeRefusal) || !thrown.executed) throw thrown;
    return { ...refusalReply(thrown, request.origin.requestId), undone: true };
  }
}

const NOTHING = { objects: [], events: [], movements: [], agenda: [] };

/**
 * Answers one request. Everything it does, the answer kept under its key included, is one transaction: an answer
 * that was sent is an effect that lasts. Throws refusals that are not kept, and faults.
 */
export async function perform(
  sql: postgres.Sql,
  settings: Settings,
  request: Request,
): Promise<Reply & { announced: boolean }> {
  const { account, origin, now, keyed } = request;
  if (!request.endpoint.writes) {
    const reply = await run(new Work(sql, now, account, origin, settings), request);
    return { ...reply, announced: false };
  }
  return sql.begin(async (transaction) => {
    const kept = keyed && (await claimKey(transaction, keyed));
    if (kept) return { status: kept.status, body: kept.body, replayOf: kept.request, announced: false };
    const work = new Work(transaction, now, account, origin, settings);
    const outcome = await run(work, request);
    const reply = request.instead ?? outcome;
    const effects = reply.undone || outcome.undone ? NOTHING : work.effects();
    const answer = keyed && {
      ...keyed,
      status: reply.status,
      body: reply.body,
      request: String(origin.requestId),
    };
    if (!(await flush(transaction, effects, answer, now))) throw keyInUse(keyed?.key ?? "");
    return { status: reply.status, body: reply.body, announced: effects.events.length > 0 };
  }) as Promise<Reply & { announced: boolean }>;
}
