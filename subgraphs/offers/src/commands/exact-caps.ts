import type { Tx } from "@outcry/database";
import type { Trader } from "../domain/caps.ts";
import { lockCappedTraders } from "../store/capped-traders.ts";
import type { Request } from "./request.ts";

/** What adds to somebody's open orders or asks. Taking never rests. */
const addsToOpen = ({ intent }: Request): boolean =>
  "command" in intent && (intent.command.kind === "PLACE" || intent.command.kind === "AMEND");

/** Who has caps and adds to what they have open. */
function cappedAmong(requests: readonly Request[], traders: ReadonlyMap<string, Trader>): Trader[] {
  const adding = new Set(requests.filter(addsToOpen).map(({ userId }) => userId));
  return [...traders.values()].filter(({ userId, verified }) => !verified && adding.has(userId));
}

/** Whether deciding these requests needs to lock and count somebody. */
export const needsExactCaps = (requests: readonly Request[], traders: ReadonlyMap<string, Trader>): boolean =>
  cappedAmong(requests, traders).length > 0;

/**
 * The traders as they must be seen to keep their caps to the last order and cent, whatever other processes decide for them at
 * the same instant: whoever has caps, and adds to what they have open, is locked and counted. A batch of verified
 * people locks nothing and asks nothing.
 */
export async function withExactCaps(
  tx: Tx,
  requests: readonly Request[],
  traders: ReadonlyMap<string, Trader>,
): Promise<ReadonlyMap<string, Trader>> {
  const capped = cappedAmong(requests, traders);
  if (capped.length === 0) return traders;
  return new Map([...traders, ...(await lockCappedTraders(tx, capped))]);
}
