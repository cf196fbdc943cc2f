import type { FetchDataRewrite, QueryPlanSelectionNode } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import type { Data } from "./data.ts";
import { compilePath, type Find, type PlanPath } from "./places.ts";
import { compileRepresentations, type Gathered } from "./representations.ts";
import type { Run } from "./run.ts";

/** What one execution asks a subgraph about: the objects at a place, and which entities they are. */
export type Asked = Gathered & Readonly<{ objects: readonly Data[] }>;

/** Finds the objects at one place and represents them, once for all fetches that begin with the same data. */
export class Gatherer {
  readonly #find: Find;
  readonly #represent: (objects: readonly Data[]) => Gathered;

  constructor(
    schema: GraphQLSchema,
    path: PlanPath,
    requires: readonly QueryPlanSelectionNode[],
    rewrites: readonly FetchDataRewrite[] | undefined,
  ) {
    this.#find = compilePath(path);
    this.#represent = compileRepresentations(schema, requires, rewrites);
  }

  of(run: Run): Asked {
    const known = run.gathered.get(this);
    if (known) return known;
    const objects = this.#find(run.data);
    const asked = { ...this.#represent(objects), objects };
    run.gathered.set(this, asked);
    return asked;
  }
}

/** The gatherers of one program. Several subgraphs are often asked about the same entities, by the same keys. */
export class Gatherers {
  readonly #schema: GraphQLSchema;
  readonly #made = new Map<string, Gatherer>();

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  at(
    path: PlanPath,
    requires: readonly QueryPlanSelectionNode[],
    rewrites: readonly FetchDataRewrite[] | undefined,
  ): Gatherer {
    const key = JSON.stringify([path, requires, rewrites]);
    const known = this.#made.get(key);
    if (known) return known;
    const gatherer = new Gatherer(this.#schema, path, requires, rewrites);
    this.#made.set(key, gatherer);
    return gatherer;
  }
}
