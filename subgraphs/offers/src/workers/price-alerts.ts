import { type Database, withTransaction } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import { announce, type Doorbell } from "@outcry/outbox";
import type { Logger } from "@outcry/service";
import { keyOf } from "../domain/command.ts";
import type { MarketKey } from "../domain/order.ts";
import type { PriceAlert } from "../domain/watching.ts";
import { outboxOfOffers, priceAlertTriggered } from "../events.ts";
import { alertsToldLately, triggerAlerts } from "../store/watching.ts";
import { makeLatest } from "./latest.ts";

/** Each process looks after its own commits at once; all markets are looked at in case one died in between. */
const ALL_EVERY_MILLISECONDS = 30 * MILLISECONDS.second;
/** What changed is looked at together, so that a busy market costs its alerts no more than a quiet one. */
const GATHER_MILLISECONDS = 200;
const POLL_MILLISECONDS = MILLISECONDS.second;
const ALERTS_PER_TURN_MAX = 500;
/** How far back a listener's poll looks; what it has told already is left out. */
const LATELY_SECONDS = 10;

type Listener = {
  userId: string;
  told: Map<string, number>;
  alerts: ReturnType<typeof makeLatest<PriceAlert>>;
};

export type PriceAlerts = Readonly<{
  /** Says that these markets changed. */
  signal(changed: readonly MarketKey[]): void;
  /** A person's alerts, each as it is reached. */
  listen(userId: string): AsyncIterableIterator<PriceAlert>;
  stop(): Promise<void>;
}>;

export type PriceAlertsOptions = Readonly<{ database: Database; doorbell: Doorbell; logger: Logger }>;

/** Marks alerts as reached and announces them in one transaction; returns whether there may be more. */
async function trigger(
  { database, doorbell }: PriceAlertsOptions,
  markets: readonly MarketKey[] | "ALL",
): Promise<boolean> {
  const reached = await withTransaction(database, async (tx) => {
    const alerts = await triggerAlerts(tx, markets, ALERTS_PER_TURN_MAX);
    await announce(tx, outboxOfOffers, alerts.map(priceAlertTriggered));
    return alerts.length;
  });
  if (reached > 0) doorbell.ring("offers");
  return reached === ALERTS_PER_TURN_MAX;
}

/** Tells listeners what was reached lately and they were not told yet. */
async function tell(database: Database, listeners: ReadonlySet<Listener>): Promise<void> {
  if (listeners.size === 0) return;
  const users = [...new Set([...listeners].map(({ userId }) => userId))];
  const now = Date.now();
  for (const alert of await alertsToldLately(database, users, LATELY_SECONDS)) {
    for (const { userId, told, alerts } of listeners) {
      if (userId !== alert.userId || told.has(alert.id)) continue;
      told.set(alert.id, now);
      alerts.put(alert);
    }
  }
  for (const { told } of listeners)
    for (const [id, at] of told) if (now - at > 3 * LATELY_SECONDS * MILLISECONDS.second) told.delete(id);
}

/** Watches prices for those who asked to be told of them. */
export function startPriceAlerts(options: PriceAlertsOptions): PriceAlerts {
  const { database, doorbell, logger } = options;
  const listeners = new Set<Listener>();
  let changed = new Map<string, MarketKey>();
  let all = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    try {
      while (changed.size > 0 || all) {
        const markets = all ? ("ALL" as const) : [...changed.values()];
        changed = new Map();
        all = false;
        all = (await trigger(options, markets)) || all;
      }
      await tell(database, listeners);
    } catch (error) {
      logger.warn({ err: error }, "Looking after price alerts failed; the next turn tries again.");
    }
    running = null;
  }
  const wake = () => {
    running ??= run();
  };
  const everything = setInterval(() => {
    all = true;
    wake();
  }, ALL_EVERY_MILLISECONDS);
  const poll = setInterval(() => {
    if (listeners.size > 0) wake();
  }, POLL_MILLISECONDS);
  const gather = setInterval(() => {
    if (changed.size > 0) wake();
  }, GATHER_MILLISECONDS);
  gather.unref();
  everything.unref();
  poll.unref();
  const stopListening = doorbell.listen("offers", () => {
    if (listeners.size > 0) wake();
  });

  return {
    signal(keys) {
      for (const key of keys) changed.set(keyOf(key), key);
    },
    listen(userId) {
      const alerts = makeLatest<PriceAlert>(
        () => listeners.delete(listener),
        ({ id }) => id,
      );
      const listener: Listener = { userId, told: new Map(), alerts };
      listeners.add(listener);
      return alerts;
    },
    async stop() {
      clearInterval(everything);
      clearInterval(poll);
      clearInterval(gather);
      stopListening();
      for (const { alerts } of [...listeners]) alerts.end();
      await running;
    },
  };
}
