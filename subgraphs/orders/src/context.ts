import type { PageRequest, RequestFacts } from "@outcry/service";
import type { Commands } from "./commands/index.ts";
import type { TradingRecord } from "./domain/defaults.ts";
import type { OrderRole } from "./domain/lifecycle.ts";
import type { VisibleOrder } from "./domain/order.ts";
import type { Loaders, OrderPage } from "./loaders.ts";

/** All that a resolver can reach. */
export type Context = RequestFacts &
  Readonly<{
    commands: Commands;
    loaders: Loaders;
    /** The viewer's own order with this number. */
    orderByNumber(number: string): Promise<VisibleOrder | null>;
    /** The viewer's own orders, newest first. */
    ordersOf(role: OrderRole, page: PageRequest): Promise<OrderPage>;
    /** What of the viewer's own defaults counts now. */
    tradingRecord(): Promise<TradingRecord>;
    /** The viewer's own order, as it is and each time it changes; one null and the end when there is none. */
    watchOrder(orderId: string): AsyncIterableIterator<VisibleOrder | null>;
  }>;
