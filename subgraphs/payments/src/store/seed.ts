import type { Database } from "@outcry/database";
import type { DemoStory } from "@outcry/demo";

export async function seedPayments(_database: Database, _story: DemoStory): Promise<void> {}
