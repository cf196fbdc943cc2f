import { InMemoryCache, isReference, type Reference } from "@apollo/client";
import { SizeCellFragmentDoc } from "./__generated__/graphql.ts";
import { marketKey } from "./market-key.ts";

type Thing = Readonly<Record<string, unknown>>;

const isThing = (value: unknown): value is Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A cache in which a market never goes back in time. An answer that was on its way while the market moved is older than
 * what the socket said meanwhile: where its prices are, the newer ones stay. What else it brings is taken.
 */
export class LiveCache extends InMemoryCache {
  override write(options: Parameters<InMemoryCache["write"]>[0]): ReturnType<InMemoryCache["write"]> {
    return super.write({ ...options, result: this.#newest(options.result) as typeof options.result });
  }

  #newest(value: unknown): unknown {
    if (Array.isArray(value)) {
      const mapped = value.map((item) => this.#newest(item));
      return mapped.some((item, index) => item !== value[index]) ? mapped : value;
    }
    if (!isThing(value)) return value;
    const entries = Object.entries(value).map(([name, field]) => [name, this.#newest(field)] as const);
    const changed = entries.some(([name, field]) => field !== value[name]);
    const thing = changed ? (Object.fromEntries(entries) as Thing) : value;
    return thing.__typename === "Market" ? this.#newestMarket(thing) : thing;
  }

  #newestMarket(market: Thing): Thing {
    const id = marketKey(market);
    if (!id || typeof market.sequence !== "number") return market;
    const known = this.readFragment({ id, fragment: SizeCellFragmentDoc, fragmentName: "SizeCell" });
    if (!known || known.sequence <= market.sequence) return market;
    const newer = Object.entries(known).filter(([name]) => name in market);
    return { ...market, ...Object.fromEntries(newer) };
  }
}

type Sequenced = Readonly<{ sequence?: number }> | null | undefined;

/** Keeps the newer of two books. */
export const newerBook = (existing: Sequenced, incoming: Sequenced): Sequenced =>
  (existing?.sequence ?? -1) > (incoming?.sequence ?? -1) && incoming ? existing : incoming;

type Tape = Readonly<{ nodes?: readonly unknown[] }> | null | undefined;
type ReadId = (name: "id", from: Reference) => unknown;

/** Keeps the tape that reaches further: ids of trades grow with time. */
export function newerTape(
  existing: Tape,
  incoming: Tape,
  { readField }: Readonly<{ readField: ReadId }>,
): Tape {
  const newest = (tape: Tape): string => {
    const [first] = tape?.nodes ?? [];
    const id = isReference(first) ? readField("id", first) : null;
    return typeof id === "string" ? id : "";
  };
  return incoming && newest(existing) > newest(incoming) ? existing : incoming;
}
