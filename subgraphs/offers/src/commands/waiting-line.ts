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
  const waiting = new Map<string, Entry[]>();
  let count = 0;
  return {
    join(userId, entry) {
      if (count >= bounds.most) return "LINE_FULL";
      const own = waiting.get(userId) ?? [];
      if (own.length >= bounds.mostPerUser) return "USER_FULL";
      own.push(entry);
      waiting.set(userId, own);
      count += 1;
      return "JOINED";
    },
    take(most) {
      const taken: Entry[] = [];
      for (let round = 0; round < PER_USER_IN_BATCH_MAX && waiting.size > 0; round += 1) {
        for (const [userId, entries] of waiting) {
          if (taken.length >= most) break;
          const entry = entries.shift();
          if (entries.length === 0) waiting.delete(userId);
          if (entry !== undefined) taken.push(entry);
        }
      }
      count -= taken.length;
      return taken;
    },
    length: () => count,
  };
}
