import { parseArgs } from "node:util";
import { CONTESTANTS } from "./contestants/contestants.ts";
import { QUERIES } from "./queries.ts";

export const USAGE = `npm run bench -- router [options]
  --contestants ours,bare,stock,hive,hive-rust,grafbase
  --queries     one,four,seventeen,identical   (identical: four fetches, all requests the same)
  --latency     0,10                           milliseconds a subgraph waits before it answers
  --seconds 2   of each round    --rounds 3   --warmup 2 seconds, again until it helps no more
  --connections 16                             identical: twice as many; one and four with latency: four times
  --heap        instead: heap under many distinct operations   --texts 20000  --requests 40000
                (the whole of it, some minutes: --heap --texts 50000 --requests 200000)
Without options every contestant is measured in every scene, in turn within each, which takes about fifteen minutes.
A measurement wants a quiet machine. Take it in parts when there is none for long.`;

const list = (text: string | undefined, known: readonly string[]): string[] => {
  const names = text === undefined ? [...known] : text.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(", ")}: not among ${known.join(", ")}.\n${USAGE}`);
  return names;
};

/** Throws, with the usage, what it does not understand. */
export function readOptions(flags: string[]) {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: flags,
    options: {
      contestants: text,
      queries: text,
      latency: { ...text, default: "0,10" },
      seconds: { ...text, default: "2" },
      rounds: { ...text, default: "3" },
      warmup: { ...text, default: "2" },
      connections: { ...text, default: "16" },
      heap: { type: "boolean", default: false },
      texts: { ...text, default: "20000" },
      requests: { ...text, default: "40000" },
      help: { type: "boolean", default: false },
    },
  });
  return {
    contestants: list(values.contestants, Object.keys(CONTESTANTS)),
    queries: list(values.queries, [...Object.keys(QUERIES), "identical"]),
    latencies: values.latency.split(",").map(Number),
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    warmup: Number(values.warmup),
    connections: Number(values.connections),
    heap: values.heap,
    texts: Number(values.texts),
    requests: Number(values.requests),
    help: values.help,
  };
}

export type Options = ReturnType<typeof readOptions>;
