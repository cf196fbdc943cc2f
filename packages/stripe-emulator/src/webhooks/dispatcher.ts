import type { Clock } from "@outcry/kernel";
import type postgres from "postgres";
import type { WebhookFaults } from "../faults/webhook-faults.ts";
import type { Logger } from "../options.ts";
import { countDue, type Delivery, type Outcome, settleDeliveries, takeDue } from "./deliveries.ts";
import { postPayload } from "./post.ts";
import { signature } from "./signature.ts";

/** How many deliveries are under way at once. */
const BATCH_MAX = 16;
const RETRY_FIRST_MILLISECONDS = 500;
const RETRY_MILLISECONDS_MAX = 600_000;

export type Webhook = { url: string; secret: string };

type Parts = { sql: postgres.Sql; webhook: Webhook; faults: WebhookFaults; clock: Clock; logger: Logger };

/** Sends stored events until each was answered with 2xx, waiting twice as long after each failure. */
export class Dispatcher {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Sends one batch of what is due; answers whether there may be more. */
  async deliverDue(): Promise<boolean> {
    const { sql, clock, faults } = this.#parts;
    const reversed = faults.reordering();
    if (reversed !== undefined && (await countDue(sql, clock())) < reversed) return false;
    const taken = await takeDue(sql, clock(), reversed ?? BATCH_MAX, faults.held());
    if (taken.length === 0) return false;
    const outcomes: Outcome[] = [];
    if (reversed === undefined)
      outcomes.push(...(await Promise.all(taken.map((delivery) => this.#deliver(delivery)))));
    else {
      faults.reordered();
      for (const delivery of taken.toReversed()) outcomes.push(await this.#deliver(delivery));
    }
    await settleDeliveries(sql, outcomes, clock());
    return true;
  }

  async #deliver(delivery: Delivery): Promise<Outcome> {
    const { logger } = this.#parts;
    const { id, event } = delivery;
    const fault = this.#parts.faults.take(event.type);
    if (fault?.kind === "lose") return { id, state: "lost", answer: "lost on request", retryIn: 0 };
    if (fault?.kind === "delay") {
      return { id, state: "pending", answer: "delayed on request", retryIn: fault.milliseconds };
    }
    const copies = fault?.kind === "duplicate" ? fault.copies : 0;
    const answers = await Promise.all(Array.from({ length: copies + 1 }, () => this.#send(event)));
    const status = answers[0] ?? 0;
    if (status >= 200 && status < 300) return { id, state: "delivered", answer: String(status), retryIn: 0 };
    const retryIn = Math.min(RETRY_FIRST_MILLISECONDS * 2 ** (delivery.attempts - 1), RETRY_MILLISECONDS_MAX);
    logger.warn({ event: event.id, type: event.type, status, retryIn }, "A webhook was not accepted.");
    return { id, state: delivery.giveUp ? "failed" : "pending", answer: String(status), retryIn };
  }

  #send(event: object): Promise<number> {
    const { webhook, clock } = this.#parts;
    const payload = JSON.stringify(event, null, 2);
    return postPayload(webhook.url, payload, {
      accept: "*/*; q=0.5, application/xml",
      "cache-control": "no-cache",
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": signature(payload, webhook.secret, Math.floor(clock().getTime() / 1_000)),
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    });
  }
}
