import type { Database } from "@outcry/database";
import { MILLISECONDS } from "@outcry/kernel";
import type { Logger } from "@outcry/service";
import { keyOf } from "../domain/command.ts";
import type { MarketKey } from "../domain/order.ts";
import { emptyMarket, type MarketView } from "../domain/views.ts";
import { marketsNewerThan } from "../store/market-reads.ts";
import { type Latest, makeLatest } from "./latest.ts";

/** Without any signal, watched markets are looked at this often: a lost ring delays a price, never loses it. */
const POLL_MILLISECONDS = MILLISECONDS.second;
const WATCHERS_MAX = 50_000;

type Watched = { key: MarketKey; latest: MarketView | null; watchers: Set<Latest<MarketView>> };

/** Tells everybody in this process who watches a market what its top is now. */
export type MarketHub = Readonly<{
  /** The markets as they are, then as they change; each one's sequence strictly grows, and a slow reader skips to the newest. */
  watch(keys: readonly MarketKey[]): AsyncIterableIterator<MarketView>;
  /** Says that these markets changed, or any of them. */
  signal(changed: readonly MarketKey[] | "ANY"): void;
  /** How many iterators are open; for tests and for the log. */
  watchers(): number;
  stop(): Promise<void>;
}>;

/** One read per changed market, however many watch it: the hub reads what is newer than it has, and fans it out. */
export function makeMarketHub({ database, logger }: { database: Database; logger: Logger }): MarketHub {
  const watched = new Map<string, Watched>();
  let signalled = new Set<string>();
  let reading: Promise<void> | null = null;
  let count = 0;

  async function read(keys: ReadonlySet<string>): Promise<void> {
    const wanted = [...keys].flatMap((key) => watched.get(key) ?? []);
    const seen = wanted.map(({ key, latest }) => ({ ...key, newerThan: latest?.sequence ?? -1 }));
    const changed = await marketsNewerThan(database, seen);
    for (const market of wanted) {
      const view = changed.get(keyOf(market.key)) ?? (market.latest ? null : emptyMarket(market.key));
      if (view === null || (market.latest && view.sequence <= market.latest.sequence)) continue;
      market.latest = view;
      for (const watcher of market.watchers) watcher.put(view);
    }
  }

  /** Reads until no signal is left; signals that come while it reads are one more read. */
  async function run(): Promise<void> {
    while (signalled.size > 0) {
      const keys = signalled;
      signalled = new Set();
      try {
        await read(keys);
      } catch (error) {
        logger.warn({ err: error }, "Reading watched markets failed; the next poll tries again.");
      }
    }
    reading = null;
  }

  function signal(changed: readonly MarketKey[] | "ANY"): void {
    if (watched.size === 0) return;
    const keys = changed === "ANY" ? watched.keys() : changed.map(keyOf);
    for (const key of keys) if (watched.has(key)) signalled.add(key);
    if (signalled.size > 0) reading ??= run();
  }

  const poll = setInterval(() => signal("ANY"), POLL_MILLISECONDS);
  poll.unref();

  return {
    watch(keys) {
      if (count >= WATCHERS_MAX) throw new Error("Too many watch the markets of this process.");
      const own = keys.map((key) => {
        const market = watched.get(keyOf(key)) ?? { key, latest: null, watchers: new Set() };
        watched.set(keyOf(key), market);
        return market;
      });
      const watcher = makeLatest<MarketView>(() => {
        count -= 1;
        for (const market of own) {
          market.watchers.delete(watcher);
          const text = keyOf(market.key);
          if (market.watchers.size === 0 && watched.get(text) === market) watched.delete(text);
        }
      }, keyOf);
      count += 1;
      for (const market of own) {
        market.watchers.add(watcher);
        if (market.latest) watcher.put(market.latest);
      }
      signal(keys);
      return watcher;
    },
    signal,
    watchers: () => count,
    async stop() {
      clearInterval(poll);
      for (const { watchers } of watched.values()) for (const watcher of [...watchers]) watcher.end();
      await reading;
    },
  };
}
