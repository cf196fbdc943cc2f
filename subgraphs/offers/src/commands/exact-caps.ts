import type { Runner, Tx } from "@outcry/database";
import type { Trader } from "../domain/caps.ts";
import type { Order } from "../domain/order.ts";
import { type Counted, countOpen, lockAndCount, type Totals } from "../store/capped-traders.ts";
import { isFarFromCaps, type KnownOpen } from "./known-open.ts";
import type { Request } from "./request.ts";

/**
 * What people with caps may add to what they have open, were all of it accepted and to rest: the totals of one order for each
 * request. Nobody verified has caps, and taking never rests.
 */
export const addedWithCaps = (
  requests: readonly Request[],
  traders: ReadonlyMap<string, Trader>,
): readonly Totals[] =>
  requests.flatMap(({ userId, intent }) => {
    if (!("command" in intent) || traders.get(userId)?.verified !== false) return [];
    const { command } = intent;
    if (command.kind === "AMEND") return [{ userId, currency: command.currency, orders: 1, asks: 0n }];
    if (command.kind !== "PLACE") return [];
    const asks = command.side === "ASK" ? command.price * BigInt(command.quantity) : 0n;
    return [{ userId, currency: command.currency, orders: 1, asks }];
  });

const peopleIn = (adding: readonly Totals[]): ReadonlySet<string> =>
  new Set(adding.map(({ userId }) => userId));

/** People with caps who take part in a batch: as deciding sees them, and what they had placed before it. */
export type Capped = Readonly<{
  userIds: ReadonlySet<string>;
  traders: ReadonlyMap<string, Trader>;
  placed: readonly Totals[];
}>;

type Deciding = Readonly<{
  adding: readonly Totals[];
  traders: ReadonlyMap<string, Trader>;
  knownOpen: KnownOpen;
}>;

/** The traders with what each of these people has open at most. */
function withOpen(
  traders: ReadonlyMap<string, Trader>,
  userIds: ReadonlySet<string>,
  placed: readonly Totals[],
  knownOpen: KnownOpen,
): ReadonlyMap<string, Trader> {
  const seen = new Map(traders);
  for (const userId of userIds) {
    const [trader, open] = [seen.get(userId), knownOpen.most(userId, placed)];
    if (trader && open) seen.set(userId, { ...trader, ...open });
  }
  return seen;
}

const learn = (knownOpen: KnownOpen, userIds: Iterable<string>, counted: Counted): void => {
  for (const userId of userIds) knownOpen.learn(userId, counted);
};

/**
 * The traders as they must be seen to keep their caps to the last order and cent, whatever other processes decide for them at
 * the same instant: whoever has caps, and adds to what they have open, is locked and counted. A batch of verified
 * people locks nothing and asks nothing.
 */
export async function cappedUnderLocks(tx: Tx, { adding, traders, knownOpen }: Deciding): Promise<Capped> {
  const userIds = peopleIn(adding);
  if (userIds.size === 0) return { userIds, traders, placed: [] };
  const counted = await lockAndCount(tx, adding);
  learn(knownOpen, userIds, counted);
  return { userIds, traders: withOpen(traders, userIds, counted.placed, knownOpen), placed: counted.placed };
}

/**
 * The same without locks: that nobody of them placed anything else meanwhile is asserted when the batch is recorded. Who may
 * meet a cap, or was never counted, is counted. Null when somebody's first order begins their row, which needs the locks.
 */
export async function cappedWithoutLocks(
  on: Runner,
  placed: readonly Totals[],
  { adding, traders, knownOpen }: Deciding,
): Promise<Capped | null> {
  const userIds = peopleIn(adding);
  const mayMeetCap = (userId: string): boolean => {
    const open = knownOpen.most(userId, placed);
    return open === null || !isFarFromCaps(open, adding, userId);
  };
  const toCount = [...userIds].filter(mayMeetCap);
  const counted = await countOpen(on, toCount);
  learn(knownOpen, toCount, counted);
  const others = placed.filter(({ userId }) => userIds.has(userId) && !toCount.includes(userId));
  const before = [...others, ...counted.placed];
  const isBegun = ({ userId, currency }: Totals): boolean =>
    before.some((it) => it.userId === userId && it.currency === currency);
  if (!adding.every(isBegun)) return null;
  return { userIds, traders: withOpen(traders, userIds, before, knownOpen), placed: before };
}

/** What orders that came into the book add to what their owners placed, where those have caps: before and after. */
export function placedBy(
  orders: readonly Order[],
  { userIds, placed }: Capped,
): { before: Totals; after: Totals }[] {
  const after = new Map<Totals, Totals>();
  for (const { userId, currency, side, price, remaining, state } of orders) {
    if (state !== "ACTIVE" || !userIds.has(userId)) continue;
    const before = placed.find((it) => it.userId === userId && it.currency === currency);
    if (before === undefined) throw new Error("Whoever has caps has a row that says what they placed.");
    const so = after.get(before) ?? before;
    const asks = side === "ASK" ? so.asks + price * BigInt(remaining) : so.asks;
    after.set(before, { userId, currency, orders: so.orders + 1, asks });
  }
  return [...after].map(([before, now]) => ({ before, after: now }));
}
