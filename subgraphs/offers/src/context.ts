import type { RequestFacts } from "@outcry/service";
import type { TradeCommands } from "./commands/trade.ts";
import type { Loaders } from "./loaders.ts";
import type { MarketHub } from "./workers/market-hub.ts";
import type { Tape } from "./workers/tape.ts";

/** What every resolver gets. */
export type Context = RequestFacts &
  Readonly<{
    loaders: Loaders;
    commands: TradeCommands;
    hub: MarketHub;
    tape: Tape;
    /** Whether a variant exists; asks catalog before it says no. */
    variantExists: (variantId: string) => Promise<boolean>;
  }>;
