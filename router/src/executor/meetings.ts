import type { Run, Step } from "./run.ts";

/** One of several ways through a plan that lead on to the same subgraphs. */
export type Way = Readonly<{
  begin: Step;
  /** What follows it when it goes on alone. */
  alone: Step;
}>;

/**
 * Begins several ways at once. When the answers of all of them are there at the same moment, they go on together, and what
 * they ask the same subgraph next is one request; nobody waits for an answer that has not arrived. How they go on together is
 * prepared when it happens first.
 */
export function compileMeeting(ways: readonly Way[], compileTogether: () => Step): Step {
  let together: Step | null = null;
  return async (run) => {
    const meet = () => {
      together ??= compileTogether();
      return together;
    };
    await new Meeting(ways, meet, run).all();
  };
}

class Meeting {
  readonly #ways: readonly Way[];
  readonly #together: () => Step;
  readonly #run: Run;
  #arrived = 0;
  #isOff = false;
  #common: Promise<void> | null = null;

  constructor(ways: readonly Way[], together: () => Step, run: Run) {
    this.#ways = ways;
    this.#together = together;
    this.#run = run;
  }

  async all(): Promise<void> {
    await Promise.all(this.#ways.map((way) => this.#go(way)));
  }

  async #go({ begin, alone }: Way): Promise<void> {
    await begin(this.#run);
    this.#arrived += 1;
    // Other answers may have been read from their sockets in this turn of the event loop already.
    if (!this.#isOff && !this.#isComplete) await endOfTurn();
    if (!this.#isOff && this.#isComplete) {
      this.#common ??= this.#together()(this.#run);
      return this.#common;
    }
    this.#isOff = true;
    return alone(this.#run);
  }

  get #isComplete(): boolean {
    return this.#arrived === this.#ways.length;
  }
}

const endOfTurn = (): Promise<void> => new Promise((resume) => setImmediate(resume));
