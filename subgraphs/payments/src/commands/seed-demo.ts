import type { Database } from "@outcry/database";
import type { DemoStory } from "@outcry/demo";
import type { Logger } from "@outcry/service";
import type { PaymentProvider } from "../provider.ts";
import { seedPayments } from "../store/seed.ts";

export async function seedDemo(
  { database }: { database: Database; provider: PaymentProvider; logger: Logger },
  story: DemoStory,
): Promise<void> {
  await seedPayments(database, story);
}
