import { operationFromDocument } from "@apollo/federation-internals";
import type { QueryPlan } from "@apollo/query-planner";
import { BoundedMap } from "@outcry/kernel";
import { type DocumentNode, Kind, type OperationDefinitionNode } from "graphql";
import { DOCUMENTS_KEPT, type Prepared, type PreparedOperation } from "../operations.ts";
import type { Supergraph } from "../supergraph.ts";
import { namesThePlannerUses, renameClashes } from "./response-names.ts";

/** A planned operation. Its document may name fields differently than the client's; `clientNames` says how. */
export type Planned = Readonly<{
  plan: QueryPlan;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  clientNames: ReadonlyMap<string, string>;
}>;

type Kept = Readonly<{ text: string; planned: Planned | { fault: unknown } }>;

/** Plans operations against one supergraph, each once. */
export class Plans {
  readonly #supergraph: Supergraph;
  readonly #used: ReadonlySet<string>;
  readonly #plans = new BoundedMap<string, Kept>(DOCUMENTS_KEPT);

  constructor(supergraph: Supergraph) {
    this.#supergraph = supergraph;
    this.#used = namesThePlannerUses(supergraph.sdl);
  }

  /** Throws what the planner throws; what cannot be planned is not tried twice. */
  plan(prepared: Prepared, operation: PreparedOperation): Planned {
    const key = `${prepared.hash}:${operation.name ?? ""}`;
    const kept = this.#plans.get(key) ?? {
      text: prepared.text,
      planned: this.#tryToPlan(prepared, operation),
    };
    this.#plans.set(key, kept);
    if ("fault" in kept.planned) throw kept.planned.fault;
    return kept.planned;
  }

  #tryToPlan(prepared: Prepared, operation: PreparedOperation): Planned | { fault: unknown } {
    try {
      const { apiSchema } = this.#supergraph;
      const renamed = renameClashes(apiSchema, prepared.document, this.#used);
      const node = renamed.document.definitions.find(
        (definition): definition is OperationDefinitionNode =>
          definition.kind === Kind.OPERATION_DEFINITION &&
          (definition.name?.value ?? null) === operation.name,
      );
      return {
        ...renamed,
        operation: node ?? operation.node,
        plan: this.#build(renamed.document, operation),
      };
    } catch (fault) {
      return { fault };
    }
  }

  #build(document: DocumentNode, { name }: PreparedOperation): QueryPlan {
    const { planner, api } = this.#supergraph;
    const named = name ? { operationName: name } : {};
    return planner.buildQueryPlan(operationFromDocument(api, document, named));
  }
}
