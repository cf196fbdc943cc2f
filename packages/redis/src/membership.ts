/** Who was not heard of for so long is gone: three heartbeats and a bit. */
export const PRESENT_MILLISECONDS = 1_600;
/** Who failed or did not answer is not asked for so long, however alive it seems. */
export const DISTRUSTED_MILLISECONDS = 5_000;

/** Who of the others is there, by what was heard of them. Times are milliseconds of a clock that only goes forward. */
export function makeMembership(self: string, now: () => number) {
  const heardAt = new Map<string, number>();
  const distrustedUntil = new Map<string, number>();
  const isThere = (peer: string, at: number): boolean =>
    (heardAt.get(peer) ?? 0) + PRESENT_MILLISECONDS > at && (distrustedUntil.get(peer) ?? 0) <= at;
  const left = (peer: string): void => {
    heardAt.delete(peer);
    distrustedUntil.delete(peer);
  };
  return {
    left,
    /** Whether it was not known before. */
    heard(peer: string): boolean {
      const isNew = !heardAt.has(peer);
      heardAt.set(peer, now());
      return isNew;
    },
    distrust(peer: string): void {
      if (heardAt.has(peer)) distrustedUntil.set(peer, now() + DISTRUSTED_MILLISECONDS);
    },
    /** Forgets and names those that are gone. */
    gone(): string[] {
      const oldest = now() - PRESENT_MILLISECONDS;
      const gone = [...heardAt].filter(([, at]) => at <= oldest).map(([peer]) => peer);
      gone.forEach(left);
      return gone;
    },
    /** Who was started first of those that are there. */
    eldest(): string {
      let eldest = self;
      if (heardAt.size === 0) return eldest;
      const at = now();
      for (const peer of heardAt.keys()) if (peer < eldest && isThere(peer, at)) eldest = peer;
      return eldest;
    },
  };
}
