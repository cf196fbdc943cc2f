import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DemoStory, makeDemoStory } from "@outcry/demo";
import { step } from "./progress.ts";
import type { RunningSubgraphs } from "./subgraphs.ts";

type Marker = { now: string; done: boolean };

/** Subgraphs in the order in which they need each other's rows: people, then things, then what happened. */
const ORDER = ["identity", "catalog", "payments", "offers", "orders"] as const;

/**
 * Seeds the demo market once. The story's moment is written down first, so that a seeding which was killed
 * half-way tells the same story when it goes on.
 */
export async function seedDemo(stateDirectory: string, subgraphs: RunningSubgraphs): Promise<DemoStory> {
  const file = join(stateDirectory, "demo.json");
  const marker: Marker = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Marker)
    : { now: new Date().toISOString(), done: false };
  const story = makeDemoStory({ now: new Date(marker.now) });
  if (marker.done) return story;
  writeFileSync(file, JSON.stringify(marker));
  await step(
    `Filling the market: ${story.products.length} products, ${story.trades.length} trades`,
    async () => {
      for (const name of ORDER) await subgraphs.byName.get(name)?.seedDemo(story);
      await Promise.all([...subgraphs.byName.values()].map((subgraph) => subgraph.drained()));
    },
  );
  writeFileSync(file, JSON.stringify({ ...marker, done: true }));
  return story;
}
