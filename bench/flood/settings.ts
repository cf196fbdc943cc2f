import type { Latencies } from "../market/latencies.ts";

export type FloodSettings = Readonly<{
  /** Orders that one user sends in one go. */
  atOnce: number;
  /** Orders a second of all others together. */
  rate: number;
  rounds: number;
  /** How long a round is watched without a flood, and at least with one. */
  seconds: number;
  /** Floods of each round. */
  floods: number;
}>;

const change = (from: number, to: number): string =>
  `${((to / from - 1) * 100).toFixed(1).replace(/^(?=\d)/, "+")} %`;

/** By how much others were slower with a flood than without. */
export const compare = (quiet: Latencies, flooded: Latencies): string =>
  `p50 ${change(quiet.p50, flooded.p50)}, p95 ${change(quiet.p95, flooded.p95)} (at most a tenth more)`;
