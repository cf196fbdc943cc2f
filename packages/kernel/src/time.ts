/** Where a process gets the time from. Tests bring their own; a transaction brings the database's. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

export const MILLISECONDS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** A new instant, `milliseconds` after `instant` (before it, when negative). */
export const after = (instant: Date, milliseconds: number): Date =>
  new Date(instant.getTime() + milliseconds);
