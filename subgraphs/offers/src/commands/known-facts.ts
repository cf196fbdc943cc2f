import { BoundedMap } from "@outcry/kernel";
import type { Trader } from "../domain/caps.ts";
import type { Totals } from "../store/capped-traders.ts";
import type { Facts, FactsAbout } from "../store/facts.ts";
import type { VariantFacts } from "../store/locked-markets.ts";
import type { Records } from "../store/record.ts";

/** Bounds: some 20 MB in all. */
const PEOPLE_MAX = 20_000;
const VARIANTS_MAX = 20_000;
const KEYS_MAX = 50_000;

/** So long this process counts on from the database's time before it asks again. */
const CLOCK_MILLISECONDS_MAX = 1_000;
/** So long every key is looked up after one came again of which nothing was known, as they do when another process died. */
const LOOK_UP_MILLISECONDS = 5_000;

type Person = Readonly<{ trader: Trader; placed: readonly Totals[] }>;

const NO_ANSWERS: Facts["answers"] = new Map();

/**
 * What this process last read of people and variants, so that a batch need not wait for reading it again. It is never believed:
 * whoever decides on it has it asserted when the batch is recorded (store/record.ts). What somebody or something lacks is read
 * each time: it may have come by now, and to refuse them for it writes nothing by which that would be noticed. Losing all of it
 * costs a read, nothing else.
 */
export type KnownFacts = ReturnType<typeof makeKnownFacts>;

/** `clock` is in milliseconds and never goes back. */
export function makeKnownFacts(clock: () => number = () => performance.now()) {
  const people = new BoundedMap<string, Person>({ entries: PEOPLE_MAX });
  const variants = new BoundedMap<string, VariantFacts>({ entries: VARIANTS_MAX });
  /** Keys of which there is an answer: one that comes again must be looked up. Of all others the table's index is the guard. */
  const keys = new BoundedMap<string, true>({ entries: KEYS_MAX });
  let read = { now: 0, at: Number.NEGATIVE_INFINITY };
  let lookUpUntil = Number.NEGATIVE_INFINITY;

  function peopleIn(userIds: readonly string[], buyers: ReadonlySet<string>) {
    const traders = new Map<string, Trader>();
    const placed: Totals[] = [];
    for (const userId of userIds) {
      const known = people.get(userId);
      if (known === undefined || (buyers.has(userId) && !known.trader.hasPaymentMethod)) return null;
      traders.set(userId, known.trader);
      for (const totals of known.placed) placed.push(totals);
    }
    return { traders, placed };
  }

  function variantsIn(variantIds: readonly string[]): Facts["variants"] | null {
    const found = new Map<string, VariantFacts>();
    for (const variantId of variantIds) {
      const known = variants.get(variantId);
      if (known === undefined) return null;
      found.set(variantId, known);
    }
    return found;
  }

  /** All of it as it is known; null when something must be read. `buyers` must have a payment method. */
  const recall = (about: FactsAbout, buyers: ReadonlySet<string>): Facts | null => {
    const at = clock();
    const passed = at - read.at;
    if (passed > CLOCK_MILLISECONDS_MAX || at < lookUpUntil) return null;
    if (about.keys.some(({ digest }) => keys.get(digest))) return null;
    const [who, what] = [peopleIn(about.userIds, buyers), variantsIn(about.variantIds)];
    if (who === null || what === null) return null;
    const now = new Date(read.now + Math.floor(passed));
    return { now, traders: who.traders, placed: who.placed, answers: NO_ANSWERS, variants: what };
  };

  /** The database's time as it was read, with a book for instance: nobody decides with an earlier one afterwards. */
  const heard = (now: Date): void => {
    const at = clock();
    if (now.getTime() > read.now + (at - read.at)) read = { now: now.getTime(), at };
  };

  /** Remembers what was read. `writing` is who has placed something meanwhile, in a batch that is not committed yet. */
  const learn = (facts: Facts, writing: ReadonlySet<string> | undefined): void => {
    read = { now: facts.now.getTime(), at: clock() };
    for (const [userId, trader] of facts.traders) {
      const placed = facts.placed.filter((totals) => totals.userId === userId);
      if (trader.sellingSuspendedUntil === null && !writing?.has(userId))
        people.set(userId, { trader, placed });
      else people.delete(userId);
    }
    for (const [variantId, variant] of facts.variants) {
      if (variant.tradable) variants.set(variantId, variant);
      else variants.delete(variantId);
    }
    for (const digest of facts.answers.keys()) keys.set(digest, true);
  };

  /** Remembers how a batch leaves it. */
  const keep = ({ answers, placedTotals }: Records): void => {
    for (const { digest } of answers) keys.set(digest, true);
    for (const { before, after } of placedTotals) {
      const known = people.get(after.userId);
      if (known === undefined) continue;
      const others = known.placed.filter(({ currency }) => currency !== before.currency);
      people.set(after.userId, { trader: known.trader, placed: [...others, after] });
    }
  };

  /** Forgets people and variants: what was remembered of them did not come true, or changed in another way. */
  const forget = ({ userIds, variantIds }: FactsAbout): void => {
    for (const userId of userIds) people.delete(userId);
    for (const variantId of variantIds) variants.delete(variantId);
  };

  /** A key came again that was not known to have an answer. */
  const keyCameAgain = (): void => {
    lookUpUntil = clock() + LOOK_UP_MILLISECONDS;
  };

  return { recall, heard, learn, keep, forget, keyCameAgain };
}
