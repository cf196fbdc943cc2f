import type { RequestFacts } from "@outcry/service";
import type { HaltMarket } from "./commands/halt-market.ts";
import type { TradeCommands } from "./commands/trade.ts";
import type { WatchingCommands } from "./commands/watching.ts";
import type { Loaders } from "./loaders.ts";
import type { BookHub } from "./workers/book-hub.ts";
import type { MarketHub } from "./workers/market-hub.ts";
import type { PriceAlerts } from "./workers/price-alerts.ts";
import type { Tape } from "./workers/tape.ts";

/** What every resolver gets. */
export type Context = RequestFacts &
  Readonly<{
    loaders: Loaders;
    commands: TradeCommands;
    haltMarket: HaltMarket;
    watching: WatchingCommands;
    priceAlerts: Pick<PriceAlerts, "listen">;
    hub: MarketHub;
    books: BookHub;
    tape: Tape;
    /** Whether a variant exists; asks catalog before it says no. */
    variantExists: (variantId: string) => Promise<boolean>;
  }>;
