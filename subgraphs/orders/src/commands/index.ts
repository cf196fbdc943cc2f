import type { Database } from "@outcry/database";
import type { Result } from "@outcry/kernel";
import type { Refusal } from "@outcry/service";
import { cancelOverdueOrders } from "./cancel-overdue.ts";
import { confirmDelivery } from "./confirm-delivery.ts";
import { markShipped } from "./mark-shipped.ts";
import { setShippingAddress } from "./set-shipping-address.ts";

/** What people and workers can do to orders. `afterwards` is called after every commit that changed one. */
export function makeCommands(database: Database, afterwards: () => void) {
  const command =
    <Request>(run: (database: Database, request: Request) => Promise<Result<string, Refusal>>) =>
    async (request: Request): Promise<Result<string, Refusal>> => {
      const result = await run(database, request);
      if (result.ok) afterwards();
      return result;
    };
  return {
    setShippingAddress: command(setShippingAddress),
    markShipped: command(markShipped),
    confirmDelivery: command(confirmDelivery),
    async cancelOverdueOrders(): Promise<number> {
      const count = await cancelOverdueOrders(database);
      if (count > 0) afterwards();
      return count;
    },
  };
}
export type Commands = ReturnType<typeof makeCommands>;
