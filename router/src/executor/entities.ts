import type { FetchNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { mask } from "../masking.ts";
import type { PublicError } from "../refusal.ts";
import type { Subgraph } from "../subgraphs/subgraph.ts";
import { type Data, isData, merge, objectsAt, own, type PlanPath, pathsOf } from "./data.ts";
import { compileRepresentations, type Gathered } from "./representations.ts";
import { applyRewrites } from "./rewrites.ts";
import type { Run } from "./run.ts";

/** What one execution asks a subgraph about: the objects at a place, and which entities they are. */
export type Asked = Gathered & Readonly<{ objects: readonly Data[] }>;

/** Asking one subgraph about the entities at one place: what to send, and what becomes of the answer. */
export class EntityFetch {
  readonly service: Subgraph;
  readonly fetch: FetchNode;
  readonly #schema: GraphQLSchema;
  readonly #path: PlanPath;
  readonly #gather: (objects: readonly Data[]) => Gathered;

  constructor(schema: GraphQLSchema, service: Subgraph, fetch: FetchNode, path: PlanPath) {
    this.service = service;
    this.fetch = fetch;
    this.#schema = schema;
    this.#path = path;
    this.#gather = compileRepresentations(schema, fetch.requires ?? [], fetch.inputRewrites);
  }

  gather(run: Run): Asked {
    const objects = objectsAt(run.data, this.#path);
    const { json, places } = this.#gather(objects);
    return { json, places, objects };
  }

  /** Merges what `_entities` was answered with into the run's data. */
  receive(run: Run, { objects, places }: Asked, entities: unknown): void {
    if (!isAnswerTo(places, entities)) {
      const cause = `${this.fetch.serviceName} answered ${places.length} representations with something else`;
      run.errors.push(mask(new Error(cause), run.context.log));
      return;
    }
    const { outputRewrites } = this.fetch;
    for (let index = 0; index < places.length; index += 1) {
      const entity = entities[index];
      if (!isData(entity)) continue;
      for (const place of places[index] ?? []) {
        const target = objects[place] as Data;
        if (!own(entity, "__typename")) entity.__typename = target.__typename;
        if (outputRewrites) applyRewrites(this.#schema, outputRewrites, entity);
        merge(target, entity);
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
