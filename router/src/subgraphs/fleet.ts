import { WriteCount } from "../executor/in-flight.ts";
import type { Passports } from "../passports.ts";
import { httpTransport } from "./http-transport.ts";
import { Subgraph } from "./subgraph.ts";
import type { Transport } from "./transport.ts";

export type FleetOptions = Readonly<{
  /** Where each subgraph is. A subgraph that is not named here is where the supergraph says. */
  urls: Readonly<Record<string, string>>;
  passports: Passports;
  /** For a subgraph that lives in this process. Null: over HTTP. */
  transportFor?: ((name: string) => Transport | null) | undefined;
}>;

/** All subgraphs the router talks to, each with its pool and breaker, whatever supergraph is loaded. */
export class Fleet {
  readonly writes = new WriteCount();
  readonly #options: FleetOptions;
  readonly #subgraphs = new Map<string, { url: string; subgraph: Subgraph }>();

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  urlOf(name: string, urlInSupergraph?: string): string {
    return this.#options.urls[name] ?? urlInSupergraph ?? this.#subgraphs.get(name)?.url ?? "";
  }

  /** The subgraph of this name; a new one when its address changed. Throws when nobody said where it is. */
  subgraph(name: string, urlInSupergraph?: string): Subgraph {
    const url = this.urlOf(name, urlInSupergraph);
    const known = this.#subgraphs.get(name);
    if (known?.url === url) return known.subgraph;
    if (!url) throw new Error(`No URL for the subgraph "${name}": set it in the router's options.`);
    const transport = this.#options.transportFor?.(name) ?? httpTransport(url);
    const subgraph = new Subgraph({
      name,
      transport,
      passports: this.#options.passports,
      writes: this.writes,
    });
    this.#subgraphs.set(name, { url, subgraph });
    return subgraph;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#subgraphs.values()].map(({ subgraph }) => subgraph.close()));
  }
}
