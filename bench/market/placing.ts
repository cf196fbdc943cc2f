import { newId } from "@outcry/kernel";
import type { GroupCommit } from "../../subgraphs/offers/src/commands/group-commit.ts";
import { requestOf } from "../../subgraphs/offers/src/commands/keyed-request.ts";
import type { Reply } from "../../subgraphs/offers/src/commands/request.ts";

/** One bid or ask; whole dollars, so that it is on every tick. */
export type Placing = Readonly<{ userId: string; variantId: string; side: "BID" | "ASK"; dollars: number }>;

/** Places an order at offers' command boundary, under a key of its own, as a mutation does. */
export function place(
  groupCommit: GroupCommit,
  { userId, variantId, side, dollars }: Placing,
): Promise<Reply> {
  const [orderId, idempotencyKey] = [newId(), newId()];
  const price = BigInt(dollars) * 100n;
  const input = { idempotencyKey, variantId, side, dollars };
  return groupCommit.submit(
    requestOf(userId, side === "BID" ? "placeBid" : "placeAsk", input, {
      ok: true,
      value: {
        ...{ kind: "PLACE", variantId, currency: "USD", side, orderId, userId, price },
        ...{ quantity: 1, expiresInDays: 30 },
      },
    }),
  );
}

export type Answer = Readonly<{ at: number; milliseconds: number; outcome: "placed" | "refused" | "failed" }>;

export type Traffic = Readonly<{
  answers: readonly Answer[];
  /** Sends nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}>;

const TICK_MILLISECONDS = 4;

const outcomeOf = (reply: Reply): Answer["outcome"] =>
  reply.kind === "ANSWERED" && reply.result.ok ? "placed" : "refused";

/**
 * Places so many orders a second, whether the earlier were answered or not. An answer's time counts from when its order
 * was due, so that what waits behind a stall is counted too.
 */
export function startTraffic(groupCommit: GroupCommit, perSecond: number, next: () => Placing): Traffic {
  const answers: Answer[] = [];
  const underWay = new Set<Promise<void>>();
  const started = performance.now();
  let sent = 0;
  const send = (due: number) => {
    const done = (outcome: Answer["outcome"]) => {
      answers.push({ at: due, milliseconds: performance.now() - due, outcome });
    };
    const answer = place(groupCommit, next()).then(
      (reply) => done(outcomeOf(reply)),
      () => done("failed"),
    );
    const tracked = answer.finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - started) / 1_000) * perSecond;
    while (sent < due) {
      send(started + (sent / perSecond) * 1_000);
      sent += 1;
    }
  }, TICK_MILLISECONDS);
  return {
    answers,
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
