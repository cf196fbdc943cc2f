/** Milliseconds that answers took, and what they add up to. */
export type Latencies = Readonly<{ answers: number; p50: number; p95: number; p99: number; max: number }>;

/** The given share's percentile of sorted milliseconds: the smallest that so many are not above. */
const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

export function latenciesOf(milliseconds: readonly number[]): Latencies {
  const sorted = Float64Array.from(milliseconds).sort();
  const values = [...sorted];
  return {
    answers: values.length,
    ...{
      p50: at(values, 0.5),
      p95: at(values, 0.95),
      p99: at(values, 0.99),
      max: values.at(-1) ?? Number.NaN,
    },
  };
}

export const tell = ({ answers, p50, p95, p99, max }: Latencies): string =>
  `${answers} answers, p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${max.toFixed(0)} ms`;
