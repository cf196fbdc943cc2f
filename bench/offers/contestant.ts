import { createHistogram, performance } from "node:perf_hooks";
import { connectDatabase } from "@outcry/database";
import postgres from "postgres";
import { makeFloor } from "./floor.ts";
import { nextPlacement, type Placement } from "./load.ts";
import { makeObvious, type PlainSql } from "./obvious.ts";
import { makeOurs } from "./ours.ts";
import { replaySlice, type Slice } from "./replay.ts";
import { offersUrl, type Scene } from "./scene.ts";

/** Who may be measured. */
export const CONTESTANTS = ["obvious", "obvious-all", "ours", "floor", "floor-bare"] as const;
export type Contestant = (typeof CONTESTANTS)[number];

export type Setting = Readonly<{
  contestant: Contestant;
  adminUrl: string;
  scene: Scene;
  connections: number;
  /** Where instances of ours find each other; null when there is one, or no Redis. */
  redisUrl: string | null;
}>;
export type Order =
  | Readonly<{ setting: Setting }>
  | Readonly<{ callers: number; seconds: number }>
  | Readonly<{ slice: Slice }>;
/** What one round gave: orders acknowledged and refused, seconds it took, and milliseconds per order. */
export type Round = Readonly<{
  acknowledged: number;
  refused: number;
  seconds: number;
  cpuSeconds: number;
  p50: number;
  p95: number;
  p99: number;
}>;

function placeAs({
  contestant,
  adminUrl,
  connections,
  redisUrl,
}: Setting): (placement: Placement) => Promise<boolean> {
  const url = offersUrl(adminUrl);
  const database = connectDatabase({ url, applicationName: contestant, poolMax: 10 });
  if (contestant === "ours") return makeOurs(database, redisUrl);
  const isBare = contestant === "obvious" || contestant === "floor-bare";
  const promises = isBare ? "orders and trades only" : "all that we promise";
  if (contestant === "floor" || contestant === "floor-bare") return makeFloor(database, promises);
  const sql = postgres(url, {
    max: connections,
    types: { bigint: postgres.BigInt },
    onnotice: () => undefined,
  });
  return makeObvious(sql as unknown as PlainSql, promises);
}

async function round(
  place: (placement: Placement) => Promise<boolean>,
  scene: Scene,
  callers: number,
  seconds: number,
): Promise<Round> {
  const histogram = createHistogram({ highest: 60_000_000 });
  let acknowledged = 0;
  let refused = 0;
  const started = performance.now();
  const until = started + seconds * 1_000;
  const cpu = process.cpuUsage();
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      const since = performance.now();
      const taken = await place(nextPlacement(scene.variantIds, scene.userIds));
      histogram.record(Math.max(1, Math.round((performance.now() - since) * 1_000)));
      if (taken) acknowledged += 1;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const { user, system } = process.cpuUsage(cpu);
  const milliseconds = (percentile: number) => histogram.percentile(percentile) / 1_000;
  return {
    ...{ acknowledged, refused, seconds: (performance.now() - started) / 1_000 },
    ...{ cpuSeconds: (user + system) / 1_000_000 },
    ...{ p50: milliseconds(50), p95: milliseconds(95), p99: milliseconds(99) },
  };
}

let prepared: { place: (placement: Placement) => Promise<boolean>; setting: Setting } | undefined;

process.on("message", (order: Order) => {
  if ("setting" in order) {
    prepared = { place: placeAs(order.setting), setting: order.setting };
    process.send?.("READY");
    return;
  }
  if (!prepared) throw new Error("A contestant is told its setting first.");
  const { place, setting } = prepared;
  const answer =
    "slice" in order
      ? replaySlice(place, setting, order.slice)
      : round(place, setting.scene, order.callers, order.seconds);
  answer.then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

process.on("disconnect", () => process.exit(0));
