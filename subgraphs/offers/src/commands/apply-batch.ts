import type { Tx } from "@outcry/database";
import { newId, refuse } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import type { Trader } from "../domain/caps.ts";
import { type Command, keyOf } from "../domain/command.ts";
import { decideAll, type Outcome } from "../domain/decide.ts";
import type { MarketKey } from "../domain/order.ts";
import { viewOf } from "../domain/views.ts";
import { tradeExecuted } from "../events.ts";
import type { FirstAnswer } from "../store/facts.ts";
import { loadBooks } from "../store/loaded-books.ts";
import { type LockedMarket, lockMarkets } from "../store/locked-markets.ts";
import { booksWanted } from "./books-wanted.ts";
import { withExactCaps } from "./exact-caps.ts";
import { exchangeOf } from "./exchange.ts";
import { recordDecided } from "./record-decided.ts";
import { readAnswer, writeAnswer } from "./remembered.ts";
import { answered, type IntentKey, type Reply, type Request } from "./request.ts";

/** What a batch did: a reply for each request, in their order, and what others should hear of. */
export type Applied = Readonly<{
  replies: readonly Reply[];
  changed: readonly MarketKey[];
  announced: boolean;
}>;

/** For tests: called wherever dying must do no harm. */
export type CrashPoint = (name: string) => void;

const keyText = ({ userId, mutation, key }: Omit<IntentKey, "inputHash">): string =>
  `${userId} ${mutation} ${key}`;

const conflict = (): Reply =>
  answered(refuse<Refusal>({ kind: "IdempotencyConflict", field: ["input", "idempotencyKey"] }));

const distinct = <Item>(items: readonly Item[], textOf: (item: Item) => string): Item[] => [
  ...new Map(items.map((item) => [textOf(item), item])).values(),
];

const commandsOf = (requests: readonly Request[]): Command[] =>
  requests.flatMap(({ intent }) => ("command" in intent ? [intent.command] : []));

/** Requests that are new, and the replies of those that are not: each key is decided once, the first time it is seen. */
function sortOut(requests: readonly Request[], answers: readonly FirstAnswer[]) {
  const remembered = new Map(answers.map((answer) => [keyText(answer), answer]));
  const first = new Map<string, Request>();
  const fresh: Request[] = [];
  const replyTo = new Map<Request, Reply | { sameAs: Request }>();
  for (const request of requests) {
    const { key } = request;
    const before = key && remembered.get(keyText(key));
    const twin = key && first.get(keyText(key));
    if (key && before) {
      replyTo.set(
        request,
        before.inputHash === key.inputHash ? answered(readAnswer(before.answer)) : conflict(),
      );
    } else if (key && twin) {
      replyTo.set(request, twin.key?.inputHash === key.inputHash ? { sameAs: twin } : conflict());
    } else {
      if (key) first.set(keyText(key), request);
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

const tradesOfTheirOwn = ({ intent }: Request): boolean =>
  "command" in intent && ["PLACE", "TAKE", "AMEND"].includes(intent.command.kind);

/** Locks the markets first, and then loads: READ COMMITTED gives the load a snapshot that is younger than the locks. */
async function lockAndLoad(tx: Tx, requests: readonly Request[], crashPoint: CrashPoint) {
  const commands = commandsOf(requests);
  const locked = await lockMarkets(tx, distinct(commands, keyOf));
  crashPoint("locked");
  const markets = [...locked.values()].map(({ market }) => market);
  const loaded = await loadBooks(tx, {
    books: booksWanted(markets, commands),
    orderIds: commands.flatMap((command) =>
      command.kind === "CANCEL" || command.kind === "AMEND" ? [command.orderId] : [],
    ),
    userIds: [...new Set(requests.filter(tradesOfTheirOwn).map(({ userId }) => userId))],
    keys: requests.flatMap(({ key }) => (key ? [key] : [])),
  });
  return { locked, loaded };
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
    return [{ ...request.key, answer: writeAnswer(reply.result) }];
  });

/**
 * Applies requests as one batch in one transaction: lock the touched markets in a fixed order, load what can matter, decide
 * in memory, record with one statement. A refused request changes nothing and fails no other; an error fails them all.
 */
export async function applyBatch(
  tx: Tx,
  requests: readonly Request[],
  crashPoint: CrashPoint = () => undefined,
): Promise<Applied> {
  crashPoint("begun");
  const { locked, loaded } = await lockAndLoad(tx, requests, crashPoint);
  crashPoint("loaded");
  const { fresh, replyTo } = sortOut(requests, loaded.answers);
  const commands = commandsOf(fresh);
  const traders = await withExactCaps(tx, fresh, loaded.traders);
  const exchange = exchangeOf(locked, loaded, vouched(traders, requests));
  const decided = decideAll(exchange, commands, { now: loaded.now, newId });
  const outcomes = new Map(commands.map((command, index) => [command, decided.outcomes[index]]));
  for (const request of fresh) {
    const outcome = "command" in request.intent ? outcomes.get(request.intent.command) : undefined;
    replyTo.set(request, replyOf(request, outcome, locked));
  }
  const answers = toRemember(fresh, replyTo);
  const events = decided.trades.map((trade) => tradeExecuted(trade, tradedIn(locked, trade)));
  crashPoint("decided");
  await recordDecided(tx, { decided, exchange, locked, answers, events, now: loaded.now });
  crashPoint("recorded");
  return {
    replies: inOrder(requests, replyTo),
    changed: [...decided.markets.values()].map(({ variantId, currency }) => ({ variantId, currency })),
    announced: events.length > 0,
  };
}

function tradedIn(locked: ReadonlyMap<string, LockedMarket>, trade: MarketKey): LockedMarket {
  const market = locked.get(keyOf(trade));
  if (market === undefined) throw new Error("A trade happens in a locked market.");
  return market;
}
