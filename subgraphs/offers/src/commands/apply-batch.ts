import type { Tx } from "@outcry/database";
import { newId, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import type { Trader } from "../domain/caps.ts";
import { type Command, keyOf } from "../domain/command.ts";
import { type Decided, decideAll, type Outcome } from "../domain/decide.ts";
import { stillResting } from "../domain/known-side.ts";
import type { MarketKey } from "../domain/order.ts";
import { viewOf } from "../domain/views.ts";
import { tradeExecuted } from "../events.ts";
import type { Facts } from "../store/facts.ts";
import type { LockedMarket } from "../store/locked-markets.ts";
import { withExactCaps } from "./exact-caps.ts";
import { exchangeOf, lockedIn, type OpenBook } from "./exchange.ts";
import type { KnownBooks } from "./known-books.ts";
import { type LoadedBatch, loadBatch } from "./load-batch.ts";
import { recordDecided } from "./record-decided.ts";
import { readAnswer, writeAnswer } from "./remembered.ts";
import { answered, type Reply, type Request } from "./request.ts";

/** What a batch did: a reply for each request, in their order, and what others should hear of. */
export type Applied = Readonly<{
  replies: readonly Reply[];
  changed: readonly MarketKey[];
  announced: boolean;
  /** Call it once this is committed: what is known of the books from then on. */
  keepBooks: () => void;
}>;

/** What a batch is applied with, besides its requests. */
export type Applying = Readonly<{
  /** Asked for once the locks are had, though it may have been under way since before. */
  facts: (tx: Tx) => Promise<Facts>;
  knownBooks: KnownBooks;
  crashPoint?: CrashPoint;
}>;

/** For tests: called wherever dying must do no harm. */
export type CrashPoint = (name: string) => void;

const conflict = (): Reply =>
  answered(refuse<Refusal>({ kind: "IdempotencyConflict", field: ["input", "idempotencyKey"] }));

const distinct = <Item>(items: readonly Item[], textOf: (item: Item) => string): Item[] => [
  ...new Map(items.map((item) => [textOf(item), item])).values(),
];

const commandsOf = (requests: readonly Request[]): Command[] =>
  requests.flatMap(({ intent }) => ("command" in intent ? [intent.command] : []));

/** Requests that are new, and the replies of those that are not: each key is decided once, the first time it is seen. */
function sortOut(requests: readonly Request[], answers: Facts["answers"]) {
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
  const views = trades.map((trade) => viewOf(trade, tradedIn(locked, trade).productId));
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
const openBooks = ({ books, now }: LoadedBatch): OpenBook[] =>
  [...books.values()].map(({ loaded, sides }) => ({
    locked: loaded.locked,
    bids: stillResting(sides.BID, now),
    asks: stillResting(sides.ASK, now),
  }));

/** Decides what is new among the requests, and what is to be replied to each. */
async function decideRequests(tx: Tx, requests: readonly Request[], facts: Facts, batch: LoadedBatch) {
  const { fresh, replyTo } = sortOut(requests, facts.answers);
  const commands = commandsOf(fresh);
  const traders = await withExactCaps(tx, fresh, facts.traders);
  const books = openBooks(batch);
  const exchange = exchangeOf(books, batch.named, vouched(traders, requests));
  const decided = decideAll(exchange, commands, { now: batch.now, newId });
  const locked = lockedIn(books);
  const outcomes = new Map(commands.map((command, index) => [command, decided.outcomes[index]]));
  for (const request of fresh) {
    const outcome = "command" in request.intent ? outcomes.get(request.intent.command) : undefined;
    replyTo.set(request, replyOf(request, outcome, locked));
  }
  return { decided, locked, answers: toRemember(fresh, replyTo), replies: inOrder(requests, replyTo) };
}

const changedIn = ({ markets }: Decided): MarketKey[] =>
  [...markets.values()].map(({ variantId, currency }) => ({ variantId, currency }));

/**
 * Applies requests as one batch in one transaction: lock the touched markets in a fixed order, load what can matter, decide
 * in memory, record with one statement. A refused request changes nothing and fails no other; an error fails them all.
 */
export async function applyBatch(
  tx: Tx,
  requests: readonly Request[],
  { facts, knownBooks, crashPoint = () => undefined }: Applying,
): Promise<Applied> {
  crashPoint("begun");
  const commands = commandsOf(requests);
  const batch = await loadBatch(tx, knownBooks, distinct(commands, keyOf), commands, crashPoint);
  crashPoint("loaded");
  const { decided, locked, answers, replies } = await decideRequests(tx, requests, await facts(tx), batch);
  const events = decided.trades.map((trade) => tradeExecuted(trade, tradedIn(locked, trade)));
  crashPoint("decided");
  await recordDecided(tx, { decided, locked, answers, events, now: batch.now });
  crashPoint("recorded");
  return {
    replies,
    changed: changedIn(decided),
    announced: events.length > 0,
    keepBooks: () => knownBooks.keep(batch.books, decided),
  };
}

function tradedIn(locked: ReadonlyMap<string, LockedMarket>, trade: MarketKey): LockedMarket {
  const market = locked.get(keyOf(trade));
  if (market === undefined) throw new Error("A trade happens in a locked market.");
  return market;
}
