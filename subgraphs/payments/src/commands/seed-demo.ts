import type { Database } from "@outcry/database";
import type { DemoPerson, DemoStory } from "@outcry/demo";
import type { Logger } from "@outcry/service";
import { historicalPayment } from "../domain/historical-payment.ts";
import type { PaymentProvider } from "../provider.ts";
import { peopleWithMethods } from "../store/methods.ts";
import { analyzeSeeded, PAYMENTS_PER_SEEDING_MAX, seedPayments } from "../store/seed.ts";
import { savePaymentMethod } from "./payment-methods.ts";

const CARDS_AT_ONCE = 6;

type Deps = Readonly<{ database: Database; provider: PaymentProvider; logger: Logger }>;

/** Tells the demo's story: a released payment for every trade of the past, and a card for everybody who has one. Safe to repeat. */
export async function seedDemo(deps: Deps, story: DemoStory): Promise<void> {
  await saveCards(deps, story.people);
  const past = story.trades.map((trade) => historicalPayment(trade, `of trade ${trade.tradeId}`, story.now));
  for (let start = 0; start < past.length; start += PAYMENTS_PER_SEEDING_MAX)
    await seedPayments(deps.database, past.slice(start, start + PAYMENTS_PER_SEEDING_MAX));
  await analyzeSeeded(deps.database);
}

/** Cards are saved as anybody saves one, so that the provider knows them and they can be charged. */
async function saveCards(deps: Deps, people: readonly DemoPerson[]): Promise<void> {
  const known = await peopleWithMethods(
    deps.database,
    people.map(({ userId }) => userId),
  );
  const waiting = people.filter(({ card, userId }) => card !== null && !known.has(userId));
  const saveOne = async (): Promise<void> => {
    for (let person = waiting.pop(); person; person = waiting.pop()) await saveCard(deps, person);
  };
  await Promise.all(Array.from({ length: CARDS_AT_ONCE }, saveOne));
}

async function saveCard(deps: Deps, { userId, card }: DemoPerson): Promise<void> {
  if (card === null) return;
  const saved = await savePaymentMethod(deps, { userId, token: card.token, id: card.paymentMethodId });
  if (!saved.ok) deps.logger.warn({ userId, refusal: saved.refusal }, "A demo card could not be saved.");
}
