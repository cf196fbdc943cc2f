import { setTimeout as wait } from "node:timers/promises";
import { type Person, somebody } from "../people.ts";

const PAUSE_MILLISECONDS = 40;
const SHOP = `query Shop { product(slug: "outcry-test-runner") { id name variants { id size market { lowestAsk { amount } } } } }`;
const ME = "query Me { viewer { id email } }";

/** Traffic of people who mean well. It goes on until it is stopped, and remembers how long each answer took. */
export class OrdinaryTraffic {
  readonly #visitors: readonly [Person, string][];
  readonly #milliseconds: number[] = [];
  readonly failures: string[] = [];
  readonly #ending = new AbortController();
  readonly #going: Promise<void>;

  constructor(graphUrl: string, person: Person) {
    this.#visitors = [
      [somebody(graphUrl), SHOP],
      [person, ME],
    ];
    this.#going = this.#go();
  }

  /** The 95th percentile since this was last asked, and of how many. */
  p95(): string {
    const taken = this.#milliseconds.splice(0).sort((one, other) => one - other);
    return `p95 ${(taken[Math.floor(taken.length * 0.95)] ?? Number.NaN).toFixed(0)} ms of ${taken.length}`;
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#going;
  }

  async #go(): Promise<void> {
    for (let turn = 0; !this.#ending.signal.aborted; turn += 1) {
      const [person, query] = this.#visitors[turn % this.#visitors.length] ?? [];
      const begun = performance.now();
      try {
        await person?.ask(query ?? "");
        this.#milliseconds.push(performance.now() - begun);
      } catch (fault) {
        this.failures.push(String(fault));
      }
      await wait(PAUSE_MILLISECONDS);
    }
  }
}
