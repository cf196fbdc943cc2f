type Traded = Readonly<{ id: string; executedAt: string }>;

/** The tape with a trade on it: newest first, each once, no longer than `most`. */
export function onTape<Trade extends Traded>(tape: readonly Trade[], trade: Trade, most: number): Trade[] {
  if (tape.some(({ id }) => id === trade.id)) return [...tape];
  return [trade, ...tape].sort((a, b) => Date.parse(b.executedAt) - Date.parse(a.executedAt)).slice(0, most);
}
