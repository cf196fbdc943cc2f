import type { FetchNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { mask } from "../masking.ts";
import type { PublicError } from "../refusal.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";
import { compileMerge, type Data, isData, merge, own } from "./data.ts";
import { namesOfEntities } from "./entity-names.ts";
import type { Asked, Gatherer } from "./gatherer.ts";
import { type PlanPath, pathsOf } from "./places.ts";
import type { Gathered } from "./representations.ts";
import { applyRewrites } from "./rewrites.ts";
import type { Run } from "./run.ts";

export type EntityFetchOptions = Readonly<{
  schema: GraphQLSchema;
  service: Subgraph;
  fetch: FetchNode;
  path: PlanPath;
  gatherer: Gatherer;
}>;

/** Asking one subgraph about the entities at one place: what to send, and what becomes of the answer. */
export class EntityFetch {
  readonly service: Subgraph;
  readonly fetch: FetchNode;
  readonly #schema: GraphQLSchema;
  readonly #path: PlanPath;
  readonly #gatherer: Gatherer;
  readonly #merge: (target: Data, entity: Data) => void;
  /** Whether it matters which type an entity is of that does not say it. */
  readonly #saysType: boolean;

  constructor({ schema, service, fetch, path, gatherer }: EntityFetchOptions) {
    this.service = service;
    this.fetch = fetch;
    this.#schema = schema;
    this.#path = path;
    this.#gatherer = gatherer;
    const names = fetch.outputRewrites ? null : namesOfEntities(fetch.operation);
    this.#merge = names ? compileMerge(names) : merge;
    this.#saysType = names === null || names.includes("__typename");
  }

  gather(run: Run): Asked {
    return this.#gatherer.of(run);
  }

  /** Merges what `_entities` was answered with into the run's data. */
  receive(run: Run, { objects, places }: Asked, entities: unknown): void {
    if (!isAnswerTo(places, entities)) {
      const cause = `${this.fetch.serviceName} answered ${places.length} representations with something else`;
      run.errors.push(mask(new Error(cause), run.context.log));
      return;
    }
    const { outputRewrites } = this.fetch;
    run.gathered.clear();
    for (let index = 0; index < places.length; index += 1) {
      const entity = entities[index];
      if (!isData(entity)) continue;
      for (const place of places[index] ?? []) {
        const target = objects[place] as Data;
        if (this.#saysType && !own(entity, "__typename")) entity.__typename = target.__typename;
        if (outputRewrites) applyRewrites(this.#schema, outputRewrites, entity);
        this.#merge(target, entity);
      }
    }
  }

  /** An error of one entity is an error at each place where it occurs. Its path begins with `_entities`, or an alias of it. */
  fail(run: Run, { places: entities }: Asked, error: PublicError): void {
    const [, index, ...inside] = error.path ?? [];
    const places = typeof index === "number" ? entities[index] : undefined;
    if (!places) {
      const { path: _inSubgraph, ...pathless } = error;
      run.errors.push(pathless);
      return;
    }
    const paths = pathsOf(run.data, this.#path);
    for (const place of places) run.errors.push({ ...error, path: [...(paths[place] ?? []), ...inside] });
  }
}

/** Whether this is a list with one element for each entity asked for. */
export const isAnswerTo = (places: Gathered["places"], entities: unknown): entities is unknown[] =>
  Array.isArray(entities) && entities.length === places.length;
