import { type Call, outcomesOf } from "../market/callers.ts";
import { latenciesOf, tell } from "../market/latencies.ts";

/** CPU seconds by process; a name that begins with blanks is a part of the one before it. */
export type Used = ReadonlyMap<string, number>;

export const usedBetween = (before: Used, after: Used): Used =>
  new Map([...after].map(([part, seconds]) => [part, seconds - (before.get(part) ?? 0)]));

const isWhole = (part: string): boolean => !part.startsWith(" ");

/** Prints what was answered, how fast, and what each part of the machine did for it; the busiest process is marked. */
export function printRun(
  title: string,
  { calls, seconds, used }: { calls: readonly Call[]; seconds: number; used: Used },
): void {
  const latencies = latenciesOf(calls.map(({ milliseconds }) => milliseconds));
  const rate = (calls.length / seconds).toFixed(0);
  console.log(`${title}, ${seconds.toFixed(1)} s: ${rate} orders a second; ${tell(latencies)}`);
  console.log(`  ${outcomesOf(calls)}`);
  const busiest = Math.max(...[...used].filter(([part]) => isWhole(part)).map(([, of]) => of));
  for (const [part, of] of used) {
    const share = `${((of / seconds) * 100).toFixed(0)} % of a core`;
    const perOrder = `${((of / calls.length) * 1_000).toFixed(2)} ms an order`;
    console.log(`  ${part}: ${share}, ${perOrder}${isWhole(part) && of === busiest ? " (the busiest)" : ""}`);
  }
}
