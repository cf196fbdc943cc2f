import type { Round } from "./contestant.ts";

/** One round of one contestant: each instance's figures, and PostgreSQL's CPU seconds meanwhile. */
export type Measured = Readonly<{ results: readonly Round[]; databaseCpuSeconds: number }>;

export type Summary = Readonly<{
  name: string;
  ordersPerSecond: number;
  p50: number;
  p95: number;
  p99: number;
  refusedShare: number;
  /** Microseconds of CPU per order, in our processes and in PostgreSQL's. */
  nodeCpu: number;
  databaseCpu: number;
}>;

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export function summaryOf(name: string, measured: readonly Measured[]): Summary {
  const over = (figure: (round: Measured) => number) => median(measured.map(figure));
  const acknowledged = ({ results }: Measured) => sum(results.map((it) => it.acknowledged));
  const worst = (key: "p50" | "p95" | "p99") =>
    over(({ results }) => Math.max(...results.map((it) => it[key])));
  return {
    name,
    ordersPerSecond: over(({ results }) => sum(results.map((it) => it.acknowledged / it.seconds))),
    ...{ p50: worst("p50"), p95: worst("p95"), p99: worst("p99") },
    refusedShare: over(
      ({ results }) =>
        sum(results.map((it) => it.refused)) / sum(results.map((it) => it.acknowledged + it.refused)),
    ),
    nodeCpu: over(
      (it) => (sum(it.results.map(({ cpuSeconds }) => cpuSeconds)) / acknowledged(it)) * 1_000_000,
    ),
    databaseCpu: over((it) => (it.databaseCpuSeconds / acknowledged(it)) * 1_000_000),
  };
}

/** Rows for console.table; the ratios are what counts, because machines differ and are noisy. */
export function printed(summaries: readonly Summary[]) {
  const rateOf = (name: string) => summaries.find((it) => it.name === name)?.ordersPerSecond;
  const against = (it: Summary, name: string) => {
    const rate = rateOf(name);
    return rate === undefined ? "" : `${(it.ordersPerSecond / rate).toFixed(2)}x`;
  };
  return Object.fromEntries(
    summaries.map((it) => [
      it.name,
      {
        "orders/s": Math.round(it.ordersPerSecond),
        "vs obvious": against(it, "obvious"),
        "vs obvious-all": against(it, "obvious-all"),
        "vs floor": against(it, "floor"),
        "p50 ms": Number(it.p50.toFixed(1)),
        "p95 ms": Number(it.p95.toFixed(1)),
        "p99 ms": Number(it.p99.toFixed(1)),
        "node µs": Math.round(it.nodeCpu),
        "postgres µs": Math.round(it.databaseCpu),
        "refused %": Number((it.refusedShare * 100).toFixed(1)),
      },
    ]),
  );
}

export type Replayed = Readonly<{ name: string; sales: number; seconds: readonly number[] }>;

/** Rows for console.table: whole replays, and how many times as fast as the obvious ways. */
export function printedReplay(replays: readonly Replayed[]) {
  const secondsOf = (name: string) => sum(replays.find((it) => it.name === name)?.seconds ?? []);
  const against = (of: Replayed, name: string) =>
    secondsOf(name) === 0 ? "" : `${(secondsOf(name) / sum(of.seconds)).toFixed(2)}x`;
  return Object.fromEntries(
    replays.map((it) => [
      it.name,
      {
        seconds: Number(sum(it.seconds).toFixed(1)),
        "sales/s": Math.round(it.sales / sum(it.seconds)),
        "vs obvious": against(it, "obvious"),
        "vs obvious-all": against(it, "obvious-all"),
      },
    ]),
  );
}
