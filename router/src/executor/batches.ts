import type { PublicError } from "../refusal.ts";
import type { SubgraphResult } from "../subgraphs/subgraph.ts";
import { batchedDocument, partName } from "./batched-document.ts";
import { compileBody } from "./bodies.ts";
import { own } from "./data.ts";
import { type EntityFetch, isAnswerTo } from "./entities.ts";
import type { Asked } from "./gatherer.ts";
import { faultOf, type Run, type Step } from "./run.ts";

/** Fetches asked in one request. */
const PARTS_MAX = 8;
/** Representations of a batch, in characters: what is longer is no longer cheap to ask twice. */
const CHARACTERS_MAX = 256 * 1024;
/** A subgraph that refuses a batch so many times in a row is not asked that way again. */
const REFUSALS_MAX = 3;

type Part = Readonly<{ fetch: EntityFetch; asked: Asked }>;

/** Prepares to ask for the entities at one place. */
export function compileSingle(fetch: EntityFetch): Step {
  const ask = compileAsk(fetch);
  return async (run) => {
    const asked = fetch.gather(run);
    if (asked.places.length > 0) await ask(run, asked);
  };
}

type Ask = (run: Run, asked: Asked) => Promise<void>;

function compileAsk(fetch: EntityFetch): Ask {
  const { operation, operationName, variableUsages = [] } = fetch.fetch;
  const bodyOf = compileBody({
    text: operation,
    operationName,
    variables: variableUsages,
    representations: ["representations"],
  });
  return async (run, asked) => {
    let result: SubgraphResult;
    try {
      result = await fetch.service.send(bodyOf(run, [asked.json]), true, run.context);
    } catch (fault) {
      run.errors.push(faultOf(fault, run));
      return;
    }
    for (const error of result.errors) fetch.fail(run, asked, error);
    if (result.data) fetch.receive(run, asked, own(result.data, "_entities"));
  };
}

/**
 * Prepares to ask one subgraph about the entities at several places at once: a request costs the router and the subgraph
 * more than what is in it. Whatever goes wrong with the whole of it is not held against its parts: they are then asked one
 * by one, so that none suffers for another and each error stays where it belongs.
 */
export function compileBatches(fetches: readonly EntityFetch[]): Step {
  const batches: Batch[] = [];
  for (let begin = 0; begin < fetches.length; begin += PARTS_MAX)
    batches.push(new Batch(fetches.slice(begin, begin + PARTS_MAX)));
  const [only] = batches;
  if (only && batches.length === 1) return (run) => only.run(run);
  return async (run) => {
    await Promise.all(batches.map((batch) => batch.run(run)));
  };
}

class Batch {
  readonly #fetches: readonly EntityFetch[];
  readonly #asks: readonly Ask[];
  readonly #bodyOf: ReturnType<typeof compileBody> | null;
  #refusals = 0;

  constructor(fetches: readonly EntityFetch[]) {
    const question = fetches.length > 1 ? batchedDocument(fetches.map(({ fetch }) => fetch)) : null;
    this.#fetches = fetches;
    this.#asks = fetches.map(compileAsk);
    this.#bodyOf = question && compileBody(question);
  }

  async run(run: Run): Promise<void> {
    const parts = this.#fetches.map((fetch): Part => ({ fetch, asked: fetch.gather(run) }));
    const [first] = this.#fetches;
    const body = this.#refusals < REFUSALS_MAX && isWorthwhile(parts) ? this.#body(run, parts) : null;
    if (!body || !first) return this.#oneByOne(run, parts);
    let result: SubgraphResult;
    try {
      result = await first.service.send(body, true, run.context);
    } catch (fault) {
      for (const { asked } of parts) if (asked.places.length > 0) run.errors.push(faultOf(fault, run));
      return undefined;
    }
    if (!isWhole(result, parts)) {
      this.#refusals += 1;
      return this.#oneByOne(run, parts);
    }
    this.#refusals = 0;
    return share(run, result, parts);
  }

  #body(run: Run, parts: readonly Part[]): string | null {
    const representations = parts.map(({ asked }) => asked.json);
    return this.#bodyOf?.(run, representations) ?? null;
  }

  async #oneByOne(run: Run, parts: readonly Part[]): Promise<void> {
    await Promise.all(
      parts.map(({ asked }, index) =>
        asked.places.length > 0 ? this.#asks[index]?.(run, asked) : undefined,
      ),
    );
  }
}

function isWorthwhile(parts: readonly Part[]): boolean {
  let [filled, characters] = [0, 0];
  for (const { asked } of parts) {
    if (asked.places.length > 0) filled += 1;
    characters += asked.json.length;
  }
  return filled > 1 && characters <= CHARACTERS_MAX;
}

/** Whether each part got its list, and each error says which part it is of. */
function isWhole({ data, errors }: SubgraphResult, parts: readonly Part[]): boolean {
  if (!data) return false;
  for (let index = 0; index < parts.length; index += 1)
    if (!isAnswerTo(parts[index]?.asked.places ?? [], own(data, partName(index)))) return false;
  return errors.every((error) => partOf(error, parts) !== undefined);
}

const partOf = ({ path }: PublicError, parts: readonly Part[]): Part | undefined =>
  typeof path?.[0] === "string" ? parts.find((_part, index) => partName(index) === path[0]) : undefined;

function share(run: Run, { data, errors }: SubgraphResult, parts: readonly Part[]): void {
  for (const error of errors) {
    const part = partOf(error, parts);
    part?.fetch.fail(run, part.asked, error);
  }
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (data && part) part.fetch.receive(run, part.asked, own(data, partName(index)));
  }
}
