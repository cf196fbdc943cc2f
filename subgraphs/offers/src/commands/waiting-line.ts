import { makeBusy } from "@outcry/kernel";

/**
 * The most that one user has in a batch: a batch lasts as long as it is large, and everybody waits for it, those who come
 * after it was taken as well.
 */
const PER_USER_IN_BATCH_MAX = 16;

/** Those who wait, by user: each user's own in their order, and the users in turn. */
export type WaitingLine<Entry> = Readonly<{
  /** False when the line, or this user's part of it, is full. */
  join(userId: string, entry: Entry): "JOINED" | "USER_FULL" | "LINE_FULL";
  /** Takes one of each user in turn, a few of each at most, so that one who sends thousands does not hold up the others. */
  take(most: number): Entry[];
  length(): number;
}>;

export function makeWaitingLine<Entry>(bounds: { most: number; mostPerUser: number }): WaitingLine<Entry> {
  const entriesOf = makeBusy<Entry[]>(
    () => [],
    (entries) => entries.length === 0,
  );
  /** Whose turn it is, and then whose: the entries of each user who has any. */
  const turns: Entry[][] = [];
  let count = 0;
  return {
    join(userId, entry) {
      if (count >= bounds.most) return "LINE_FULL";
      const own = entriesOf(userId);
      if (own.length >= bounds.mostPerUser) return "USER_FULL";
      if (own.length === 0) turns.push(own);
      own.push(entry);
      count += 1;
      return "JOINED";
    },
    take(most) {
      const taken: Entry[] = [];
      let reached = 0;
      for (let round = 0; round < PER_USER_IN_BATCH_MAX; round += 1) {
        const before = taken.length;
        for (const [index, own] of turns.entries()) {
          if (taken.length >= most) break;
          const entry = own.shift();
          if (entry !== undefined) taken.push(entry);
          reached = Math.max(reached, index + 1);
        }
        if (taken.length === before) break;
      }
      const left = turns.slice(0, reached).filter((own) => own.length > 0);
      turns.splice(0, reached, ...left);
      count -= taken.length;
      return taken;
    },
    length: () => count,
  };
}
