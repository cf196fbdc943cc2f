import { setTimeout as wait } from "node:timers/promises";
import { DEMO_PASSWORD, type DemoStory } from "@outcry/demo";
import type { Logger } from "@outcry/service";
import { type GraphClient, graphClient } from "../partner/graph-client.ts";

/** One trader at a time looks after their parcels; each look is one sign-in. */
const PAUSE_MILLISECONDS = 30_000;

const LOGIN =
  "mutation Login($input: LoginInput!) { login(input: $input) { session { accessToken } userErrors { message } } }";
const ORDERS = `query Orders { viewer {
  sales(first: 50) { nodes { id number availableActions } }
  purchases(first: 50) { nodes { id availableActions } } } }`;
const SHIP =
  "mutation Ship($input: MarkShippedInput!) { markShipped(input: $input) { userErrors { message } } }";
const CONFIRM =
  "mutation Confirm($input: ConfirmDeliveryInput!) { confirmDelivery(input: $input) { userErrors { message } } }";

type OrderNode = { id: string; number?: string; availableActions: string[] };
type OrdersAnswer = { viewer: { sales: { nodes: OrderNode[] }; purchases: { nodes: OrderNode[] } } };

/** Ships what one trader sold and confirms what reached them. */
async function lookAfter(client: GraphClient): Promise<void> {
  const { viewer } = await client.ask<OrdersAnswer>(ORDERS);
  for (const { id, number, availableActions } of viewer.sales.nodes) {
    if (!availableActions.includes("MARK_SHIPPED")) continue;
    await client.ask(SHIP, {
      input: { orderId: id, carrier: "Demo Post", trackingNumber: `DEMO-${number}` },
    });
  }
  for (const { id, availableActions } of viewer.purchases.nodes) {
    if (availableActions.includes("CONFIRM_DELIVERY")) await client.ask(CONFIRM, { input: { orderId: id } });
  }
}

/**
 * Keeps the simulated traders' promises: without it their orders would pass the seller's deadline, be refunded, and take
 * their trades out of the market. Through the public graph, like the traders themselves.
 */
export function startParcels(url: string, story: DemoStory, logger: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const turn = async (email: string): Promise<void> => {
    const { login } = await graphClient(url, null).ask<{
      login: { session: { accessToken: string } | null };
    }>(LOGIN, {
      input: { email, password: DEMO_PASSWORD },
    });
    if (login.session) await lookAfter(graphClient(url, login.session.accessToken));
  };
  const caring = (async () => {
    for (let next = 0; !stopping.signal.aborted; next += 1) {
      await wait(PAUSE_MILLISECONDS, undefined, { signal: stopping.signal }).catch(() => undefined);
      const trader = story.traders[next % story.traders.length];
      if (stopping.signal.aborted || !trader) continue;
      await turn(trader.email).catch((error: unknown) =>
        logger.warn({ err: error }, "A simulated trader's parcels were left for the next time."),
      );
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await caring;
    },
  };
}
