import type { Database } from "@outcry/database";
import type { Clock } from "@outcry/kernel";
import { ok, type Result, refuse } from "@outcry/kernel";
import type { PaymentProvider, ProviderEvent, ReportedFact, WebhookObjection } from "../provider.ts";
import { readPayments } from "../store/payments.ts";
import { keepEvents } from "../store/provider-events.ts";
import { gathering } from "./gathering.ts";
import { contradicts } from "./learn-facts.ts";

export type WebhookRefusal = WebhookObjection | "CONTRADICTS_OUR_BOOKS";
export type Received = Result<"KEPT" | "KNOWN" | "NOT_HEARD", WebhookRefusal>;

type Told = Readonly<{ event: ProviderEvent; reported: ReportedFact }>;

const KEPT_TOGETHER_MAX = 64;

/** Keeps what several webhooks told: two statements, however many. */
async function keepAll(database: Database, told: readonly Told[]): Promise<Received[]> {
  const booked = await readPayments(
    database,
    told.flatMap(({ reported }) => reported.paymentId ?? []),
  );
  const isSound = ({ reported }: Told): boolean => {
    const sums = booked.get(reported.paymentId ?? "");
    return sums === undefined || !contradicts(sums, reported);
  };
  const kept = await keepEvents(
    database,
    told.filter(isSound).map(({ event }) => event),
    "WEBHOOK",
  );
  return told.map((one) => {
    if (!isSound(one)) return refuse("CONTRADICTS_OUR_BOOKS");
    return ok(kept.has(one.event.id) ? "KEPT" : "KNOWN");
  });
}

/**
 * Takes webhooks in: checks who sent them and that they can be true, and keeps them. A worker applies them later, so that the
 * answer is quick and nothing is lost. One that is kept already is answered alike, and nothing is written. The provider sends
 * several at once, and those are kept together.
 */
export function webhookReceiver(database: Database, provider: PaymentProvider, clock: Clock) {
  const keep = gathering(KEPT_TOGETHER_MAX, (told: readonly Told[]) => keepAll(database, told));
  return async (webhook: { body: Uint8Array; signature: string }): Promise<Received> => {
    const read = provider.readWebhook(webhook.body, webhook.signature, clock());
    if (!read.ok) return read;
    const reported = provider.readEvent(read.value.payload);
    return reported ? keep({ event: read.value, reported }) : ok("NOT_HEARD");
  };
}
