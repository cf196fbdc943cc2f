import { BoundedMap, makeBusy } from "@outcry/kernel";
import type { Caller } from "./caller.ts";
import type { Limits } from "./limits.ts";
import { Refusal } from "./refusal.ts";

/** What is under way is answered within moments. */
const RETRY_AFTER_SECONDS = 1;
const PEOPLE_SENT_AWAY_MAX = 10_000;
const SECONDS_PER_MINUTE = 60;

/** The connection ends with it, and the next one passes the door (http/door.ts), where those who open thousands wait. */
export const TOO_MANY_AT_ONCE = new Refusal(
  "RATE_LIMITED",
  429,
  "Too many requests at once. Send the others when some of these are answered.",
  { "retry-after": String(RETRY_AFTER_SECONDS), connection: "close" },
);

type Party = Readonly<{ name: string; most: number; isPerson: boolean }>;

/** One request under way. Plain, because a closure for each request is what a profile shows. */
export type Seat = {
  /** For whom it counts; null: for nobody. */
  holder: string | null;
  /** Whether it was known who calls when it was taken. */
  readonly isKnown: boolean;
};

/**
 * Lets each person, and each address of which nobody is known, have so many requests under way, and refuses the others on
 * their headers, before anything is read, verified or parsed: somebody who sends thousands costs others next to nothing.
 * Whoever was refused and does not wait as long as they were told is refused again, until they do: so a flood that arrives in
 * a trickle is one. Addresses are not held to that, because many people may share one. What is kept is a number for each who
 * has something under way or had it lately, and a time for the last who were refused.
 */
export class AtOnce {
  readonly #limits: Limits;
  readonly #seatsOf = makeBusy(
    () => ({ taken: 0 }),
    ({ taken }) => taken === 0,
  );
  /** When people were refused last, by `performance.now()`. */
  readonly #sentAway = new BoundedMap<string, number>({ entries: PEOPLE_SENT_AWAY_MAX });

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Takes a seat for a caller, or for an address while it is not known who calls. Null when they have too many: it is told
   * without an exception, whose throwing is among the dearest things about a refusal.
   */
  enter(caller: Caller | null, address: string): Seat | null {
    const party = caller?.userId
      ? this.#partyOf(caller, caller.userId)
      : { name: `address:${address}`, most: this.#limits.atOncePerAddress, isPerson: false };
    if (!this.#take(party)) return null;
    return { holder: party.name, isKnown: caller !== null };
  }

  /** Counts it for whom it turned out to come from. Throws `Refusal` 429 when they have too many already; it then counts for nobody. */
  give(seat: Seat, caller: Caller): void {
    if (seat.isKnown || !caller.userId) return;
    this.leave(seat);
    const person = this.#partyOf(caller, caller.userId);
    if (!this.#take(person)) throw TOO_MANY_AT_ONCE;
    seat.holder = person.name;
  }

  /** The work is done, whatever became of it. May be called again. */
  leave(seat: Seat): void {
    if (seat.holder !== null) this.#seatsOf(seat.holder).taken -= 1;
    seat.holder = null;
  }

  /**
   * All that a person does counts together, with whatever credentials. A key of a higher quota has seats of its own, as many
   * as it may send in a second: an admin wanted it to do more than people do.
   */
  #partyOf({ apiKey }: Caller, userId: string): Party {
    const perSecond = Math.ceil((apiKey?.requestsPerMinute ?? 0) / SECONDS_PER_MINUTE);
    const most = this.#limits.atOncePerPerson;
    return apiKey && perSecond > most
      ? { name: `key:${apiKey.id}`, most: perSecond, isPerson: true }
      : { name: `user:${userId}`, most, isPerson: true };
  }

  #take({ name, most, isPerson }: Party): boolean {
    const seats = this.#seatsOf(name);
    if (seats.taken >= most || (isPerson && this.#isImpatient(name))) {
      if (isPerson) this.#sentAway.set(name, performance.now());
      return false;
    }
    seats.taken += 1;
    return true;
  }

  #isImpatient(name: string): boolean {
    const refusedAt = this.#sentAway.get(name);
    return refusedAt !== undefined && performance.now() - refusedAt < RETRY_AFTER_SECONDS * 1_000;
  }
}
