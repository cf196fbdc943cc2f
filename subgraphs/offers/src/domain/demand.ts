import { type Command, keyOf } from "./command.ts";
import { opposite, type Side } from "./order.ts";
import { QUANTITY_MAX } from "./price-rules.ts";

/** How many of the best orders of each side a market's commands need to see. */
export type Demand = Readonly<Record<Side, number>>;

/** The most that one command can take out of the other side, and out of its own. */
function reachOf(command: Command): Demand {
  switch (command.kind) {
    case "PLACE":
      return { BID: 0, ASK: 0, [opposite(command.side)]: command.quantity };
    case "TAKE":
      return { BID: 0, ASK: 0, [opposite(command.side)]: 1 };
    case "CANCEL":
      return { BID: 0, ASK: 0, [command.side]: 1 };
    case "AMEND":
      return { BID: 1, ASK: 1, [opposite(command.side)]: command.quantity ?? QUANTITY_MAX };
    case "BUST":
      return { BID: QUANTITY_MAX + 1, ASK: QUANTITY_MAX + 1 };
    case "PAUSE":
      return { BID: command.orderIds.length, ASK: 0 };
    case "EXPIRE":
    case "HALT":
      return { BID: 0, ASK: 0 };
  }
}

const within = (pieces: number): number =>
  Number.isSafeInteger(pieces) ? Math.min(Math.max(pieces, 0), QUANTITY_MAX) : 0;

/**
 * How deep each touched market must be loaded so that whatever lies deeper cannot matter: as many orders as the commands
 * can take away, and one to spare, which is the best price that remains.
 */
export function demandOf(commands: readonly Command[]): Map<string, Demand> {
  const demands = new Map<string, Demand>();
  for (const command of commands) {
    const { BID, ASK } = demands.get(keyOf(command)) ?? { BID: 1, ASK: 1 };
    const reach = reachOf(command);
    demands.set(keyOf(command), { BID: BID + within(reach.BID), ASK: ASK + within(reach.ASK) });
  }
  return demands;
}
