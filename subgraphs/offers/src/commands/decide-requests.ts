import { newId, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import type { Trader } from "../domain/caps.ts";
import type { Command } from "../domain/command.ts";
import { type Decided, decideAll, type Outcome } from "../domain/decide.ts";
import { stillResting } from "../domain/known-side.ts";
import type { Order } from "../domain/order.ts";
import { viewOf } from "../domain/views.ts";
import { tradeExecuted } from "../events.ts";
import type { Facts } from "../store/facts.ts";
import type { LockedMarket } from "../store/locked-markets.ts";
import { exchangeOf, lockedIn, type OpenBook, tradedIn } from "./exchange.ts";
import type { Book } from "./known-books.ts";
import type { ToRecord } from "./records-of.ts";
import { readAnswer, writeAnswer } from "./remembered.ts";
import { answered, type Reply, type Request } from "./request.ts";

/** The commands among requests: those whose input broke no rule by itself. */
export const commandsOf = (requests: readonly Request[]): Command[] => {
  const commands: Command[] = [];
  for (const { intent } of requests) if ("command" in intent) commands.push(intent.command);
  return commands;
};

const conflict = (): Reply =>
  answered(refuse<Refusal>({ kind: "IdempotencyConflict", field: ["input", "idempotencyKey"] }));

/** Requests that are new, and the replies of those that are not: each key is decided once, the first time it is seen. */
export function sortOut(requests: readonly Request[], answers: Facts["answers"]) {
  const first = new Map<string, Request>();
  const fresh: Request[] = [];
  const replyTo = new Map<Request, Reply | { sameAs: Request }>();
  for (const request of requests) {
    const { key } = request;
    const before = key && answers.get(key.digest);
    const twin = key && first.get(key.digest);
    if (before) {
      replyTo.set(request, before.sameInput ? answered(readAnswer(before.answer)) : conflict());
    } else if (key && twin) {
      replyTo.set(request, twin.key?.inputDigest === key.inputDigest ? { sameAs: twin } : conflict());
    } else {
      if (key) first.set(key.digest, request);
      fresh.push(request);
    }
  }
  return { fresh, replyTo };
}

/** A refusal over something that only our copies lack is not final before its owner was asked. */
const lacksOnlyOurCopy = ({ kind, field }: Refusal): boolean =>
  kind === "PaymentMethodRequired" || (kind === "NotFound" && field?.at(-1) === "variantId");

function replyOf(
  request: Request,
  outcome: Outcome | undefined,
  locked: ReadonlyMap<string, LockedMarket>,
): Reply {
  if ("refusal" in request.intent) return answered(refuse(request.intent.refusal));
  if (outcome === undefined) throw new Error("Every command has an outcome.");
  if (!outcome.ok) {
    const { refusal } = outcome;
    const askFirst = !request.ownerWasAsked && lacksOnlyOurCopy(refusal);
    return askFirst ? { kind: "ASK_FIRST", refusal } : answered(refuse<Refusal>(refusal));
  }
  const { command } = request.intent;
  const { orders, trades } = outcome.value;
  const order = "orderId" in command ? orders.find(({ id }) => id === command.orderId) : undefined;
  if (order === undefined) throw new Error("A command of a person changes an order of theirs.");
  const value = { orderId: order.id, tradeIds: trades.map(({ id }) => id) };
  const views = trades.map((trade) => viewOf(trade, tradedIn(locked, trade).variant.productId));
  return answered({ ok: true, value }, { order, trades: views });
}

/** The traders as deciding should see them: those that payments vouched for have a payment method. */
function vouched(traders: ReadonlyMap<string, Trader>, requests: readonly Request[]): Map<string, Trader> {
  const seen = new Map(traders);
  for (const { userId, vouchedForPayment } of requests) {
    const trader = seen.get(userId);
    if (trader && vouchedForPayment) seen.set(userId, { ...trader, hasPaymentMethod: true });
  }
  return seen;
}

/** Replies in the order of the requests; a twin's is that of the request it repeats. */
const inOrder = (
  requests: readonly Request[],
  replyTo: ReadonlyMap<Request, Reply | { sameAs: Request }>,
): Reply[] =>
  requests.map((request) => {
    const reply = replyTo.get(request);
    const own = reply && "sameAs" in reply ? replyTo.get(reply.sameAs) : reply;
    if (own === undefined || "sameAs" in own) throw new Error("Every request has a reply.");
    return own;
  });

/** What must be remembered under keys: every first answer, and nothing that was not decided. */
const toRemember = (fresh: readonly Request[], replyTo: ReadonlyMap<Request, Reply | { sameAs: Request }>) =>
  fresh.flatMap((request) => {
    const reply = replyTo.get(request);
    if (!request.key || !reply || !("kind" in reply) || reply.kind !== "ANSWERED") return [];
    const { digest, inputDigest } = request.key;
    return [{ digest, inputDigest, answer: writeAnswer(reply.result) }];
  });

/** A batch's books without those whose time is over, who may be among what is known. */
const openBooks = (books: ReadonlyMap<string, Book>, now: Date): OpenBook[] =>
  [...books.values()].map(({ locked, sides }) => ({
    locked,
    bids: stillResting(sides.BID, now),
    asks: stillResting(sides.ASK, now),
  }));

/** Requests sorted by whether their keys were answered before: what is left to decide, and what was replied already. */
export type Sorted = ReturnType<typeof sortOut>;

/** What requests are decided on. */
export type Ground = Readonly<{
  books: ReadonlyMap<string, Book>;
  named: readonly Order[];
  traders: ReadonlyMap<string, Trader>;
  now: Date;
}>;

/** What was decided of a batch: the replies in the order of the requests, and what is to be recorded first. */
export type DecidedBatch = Readonly<{ decided: Decided; replies: readonly Reply[]; toRecord: ToRecord }>;

/** Decides what is new among requests. Changes nothing but `sorted`, which is used up. */
export function decideRequests(
  requests: readonly Request[],
  { fresh, replyTo }: Sorted,
  { books, named, traders, now }: Ground,
): DecidedBatch {
  const commands = commandsOf(fresh);
  const open = openBooks(books, now);
  const decided = decideAll(exchangeOf(open, named, vouched(traders, requests)), commands, { now, newId });
  const locked = lockedIn(open);
  const outcomes = new Map(commands.map((command, index) => [command, decided.outcomes[index]]));
  for (const request of fresh) {
    const outcome = "command" in request.intent ? outcomes.get(request.intent.command) : undefined;
    replyTo.set(request, replyOf(request, outcome, locked));
  }
  const answers = toRemember(fresh, replyTo);
  const events = decided.trades.map((trade) => tradeExecuted(trade, tradedIn(locked, trade).variant));
  return {
    decided,
    replies: inOrder(requests, replyTo),
    toRecord: { decided, locked, answers, events, now },
  };
}
