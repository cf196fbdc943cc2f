import { CONTESTANTS } from "./contestants/contestants.ts";
import type { Round } from "./measure.ts";

const COLUMNS = ["requests/s", "CPU µs", "p50 ms", "p99 ms", "RSS MB", "CPU to stock", "speed to stock"];
const NAME_WIDTH = 38;
const COLUMN_WIDTH = 15;

const line = (name: string, cells: readonly string[]): string =>
  name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join("");

const times = (ratio: number): string => (Number.isFinite(ratio) ? `${ratio.toFixed(2)} x` : "-");

/** Prints one scene: a line for each contestant. */
export function printScene(title: string, results: ReadonlyMap<string, Round | string>): void {
  const stock = results.get("stock");
  console.log(`\n${title}`);
  console.log(line("", COLUMNS));
  for (const [name, result] of results) {
    const shown = CONTESTANTS[name]?.title ?? name;
    if (typeof result === "string") {
      console.log(`${shown.padEnd(NAME_WIDTH)}   not measured: ${result}`);
      continue;
    }
    const to = typeof stock === "object" ? stock : null;
    const failures = result.failed > 0 ? `   ${result.failed} FAILED` : "";
    console.log(
      line(shown, [
        result.perSecond.toFixed(0),
        result.cpu.toFixed(0),
        result.p50.toFixed(1),
        result.p99.toFixed(1),
        result.memory.toFixed(0),
        to ? times(to.cpu / result.cpu) : "-",
        to ? times(result.perSecond / to.perSecond) : "-",
      ]) + failures,
    );
  }
}

type Verdict = Readonly<{ query: string; against: string; wanted: number; measured: "cpu" | "perSecond" }>;

const OTHERS = ["hive", "hive-rust"];
const VERDICTS: readonly Verdict[] = [
  { query: "one", against: "stock", wanted: 6, measured: "cpu" },
  { query: "four", against: "stock", wanted: 6, measured: "cpu" },
  { query: "seventeen", against: "stock", wanted: 5, measured: "cpu" },
  ...["one", "four", "seventeen"].flatMap((query) =>
    OTHERS.map((against) => ({ query, against, wanted: 4, measured: "cpu" as const })),
  ),
  { query: "identical", against: "stock", wanted: 25, measured: "perSecond" },
];

/**
 * Prints what the router must reach beside what it did. How many identical requests are answered is a question only without
 * latency: with it, that is connections over latency, whoever answers them.
 */
export function printTargets(
  latency: number,
  results: ReadonlyMap<string, ReadonlyMap<string, Round | string>>,
): void {
  console.log(`\nTargets, limits and passports on, subgraphs take ${latency} ms`);
  for (const { query, against, wanted, measured } of VERDICTS) {
    if (latency > 0 && measured === "perSecond") continue;
    const ours = results.get(query)?.get("ours");
    const other = results.get(query)?.get(against);
    if (typeof ours !== "object" || typeof other !== "object") continue;
    const ratio = measured === "cpu" ? other.cpu / ours.cpu : ours.perSecond / other.perSecond;
    const what = measured === "cpu" ? "less CPU a request" : "more requests a second";
    const verdict = ratio >= wanted ? "reached" : "MISSED";
    const shown = CONTESTANTS[against]?.title ?? against;
    console.log(
      `${query.padEnd(10)} ${times(ratio).padStart(9)} ${what} than ${shown} (wanted ${wanted} x): ${verdict}`,
    );
  }
}
