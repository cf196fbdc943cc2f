import type { Database } from "@outcry/database";
import type { RequestFacts } from "@outcry/service";
import type { HaltMarket } from "./commands/halt-market.ts";
import type { Owners } from "./commands/owners.ts";
import type { TradeCommands } from "./commands/trade.ts";
import { makeVariantExists } from "./commands/variant-exists.ts";
import { makeWatchingCommands, type WatchingCommands } from "./commands/watching.ts";
import { type Loaders, makeLoaders } from "./loaders.ts";
import type { BookHub } from "./workers/book-hub.ts";
import type { MarketHub } from "./workers/market-hub.ts";
import type { PriceAlerts } from "./workers/price-alerts.ts";
import type { Tape } from "./workers/tape.ts";

/** What all requests share. */
export type Shared = Readonly<{
  database: Database;
  owners: Owners;
  commands: TradeCommands;
  haltMarket: HaltMarket;
  hub: MarketHub;
  books: BookHub;
  tape: Tape;
  priceAlerts: Pick<PriceAlerts, "listen" | "signal">;
}>;

/** What every resolver gets. What a request has to itself is made when it is first asked for: an order that is placed needs none. */
export class Context implements RequestFacts {
  readonly passport: RequestFacts["passport"];
  readonly requestId: RequestFacts["requestId"];
  readonly logger: RequestFacts["logger"];
  readonly #shared: Shared;
  #loaders: Loaders | undefined;

  constructor({ passport, requestId, logger }: RequestFacts, shared: Shared) {
    this.passport = passport;
    this.requestId = requestId;
    this.logger = logger;
    this.#shared = shared;
  }

  get commands(): TradeCommands {
    return this.#shared.commands;
  }

  get haltMarket(): HaltMarket {
    return this.#shared.haltMarket;
  }

  get hub(): MarketHub {
    return this.#shared.hub;
  }

  get books(): BookHub {
    return this.#shared.books;
  }

  get tape(): Tape {
    return this.#shared.tape;
  }

  get priceAlerts(): Pick<PriceAlerts, "listen"> {
    return this.#shared.priceAlerts;
  }

  get loaders(): Loaders {
    this.#loaders ??= makeLoaders(this.#shared.database);
    return this.#loaders;
  }

  /** Whether a variant exists; asks catalog before it says no. */
  get variantExists(): (variantId: string) => Promise<boolean> {
    const { database, owners } = this.#shared;
    return makeVariantExists({ database, owners, loaders: this.loaders });
  }

  get watching(): WatchingCommands {
    const { database, priceAlerts } = this.#shared;
    return makeWatchingCommands({
      ...{ database, variantExists: this.variantExists },
      onAlert: (market) => priceAlerts.signal([market]),
    });
  }
}
