type Waiting<Item, Outcome> = Readonly<{
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}>;

/**
 * Does together what is asked for while the last was under way; so the work in hand is the only timer, and whoever comes
 * alone does not wait. `doAll` answers in the order of its items. When it fails, each is done alone, so that none can fail
 * another.
 */
export function gathering<Item, Outcome>(
  most: number,
  doAll: (items: readonly Item[]) => Promise<readonly Outcome[]>,
): (item: Item) => Promise<Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let isRunning = false;

  async function settle(batch: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await doAll(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(outcomes[index] as Outcome);
    } catch (error) {
      if (batch.length > 1) for (const one of batch) await settle([one]);
      else for (const { reject } of batch) reject(error);
    }
  }
  async function run(): Promise<void> {
    while (waiting.length > 0) await settle(waiting.splice(0, most));
    isRunning = false;
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      // What is asked for in the same turn of the event loop comes along.
      setImmediate(run);
    });
}
