import type { PlanNode } from "@apollo/query-planner";
import { BoundedMap } from "@outcry/kernel";
import { Kind, type SelectionNode } from "graphql";
import { mask } from "../masking.ts";
import { DOCUMENTS_KEPT, type Prepared, type PreparedOperation } from "../operations.ts";
import type { PublicError } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import type { Fleet } from "../subgraphs/fleet.ts";
import type { SubgraphResult } from "../subgraphs/subgraph.ts";
import type { Supergraph } from "../supergraph.ts";
import { type Conditions, conditionsOf, isIncluded } from "./conditions.ts";
import type { Data } from "./data.ts";
import { compileSteps, NotCompiled } from "./fetches.ts";
import { type Planned, Plans } from "./plans.ts";
import { applyRewrites } from "./rewrites.ts";
import { NO_DATA, type Run, type Step } from "./run.ts";
import { compileShape } from "./shape.ts";
import { compileVariableCheck } from "./variables.ts";

/** An operation, ready to run. */
export type Program = Readonly<{
  /**
   * The whole answer to a client, as JSON. Never rejects: faults become masked errors in it.
   * `event` is what is known already, when the operation is a subscription.
   */
  answer(
    variables: Record<string, unknown>,
    context: RequestContext,
    event?: SubgraphResult,
  ): Promise<string>;
  /** False: the variables may not fit, and graphql-js must be asked. */
  accepts(variables: Record<string, unknown>): boolean;
}>;

type Kept = Readonly<{ text: string; program: Program | null }>;

/** All programs for one supergraph. */
export class Programs {
  readonly plans: Plans;
  readonly #supergraph: Supergraph;
  readonly #fleet: Fleet;
  readonly #programs = new BoundedMap<string, Kept>(DOCUMENTS_KEPT);
  /** Programs of operations without conditions, found without writing a key; they go with their operations. */
  readonly #unconditional = new WeakMap<PreparedOperation, Kept>();

  constructor(supergraph: Supergraph, fleet: Fleet) {
    this.plans = new Plans(supergraph);
    this.#supergraph = supergraph;
    this.#fleet = fleet;
  }

  /** Null: this operation is not compiled, the stock executor runs it. */
  program(
    prepared: Prepared,
    operation: PreparedOperation,
    variables: Record<string, unknown>,
  ): Program | null {
    const unconditional = this.#unconditional.get(operation);
    if (unconditional) return unconditional.program;
    const conditions = conditionsOf(prepared, operation, variables);
    const decided = [...conditions.values()].map(Number).join("");
    const key = `${prepared.hash}:${operation.name ?? ""}:${decided}`;
    const known = this.#programs.get(key);
    if (known) return known.program;
    const kept = { text: prepared.text, program: this.#compile(prepared, operation, conditions) };
    if (conditions.size === 0) this.#unconditional.set(operation, kept);
    else this.#programs.set(key, kept);
    return kept.program;
  }

  #compile(prepared: Prepared, operation: PreparedOperation, conditions: Conditions): Program | null {
    if (introspects(operation)) return null;
    const accepts = compileVariableCheck(this.#supergraph.apiSchema, operation.node);
    try {
      const planned = this.plans.plan(prepared, operation);
      const included = (selection: SelectionNode) => isIncluded(selection.directives, conditions);
      if (!planned.plan.node && wantsData(planned, included))
        return { accepts, answer: unanswerable("The plan is empty: no subgraph can answer this operation.") };
      return { accepts, answer: this.#compileAnswer(planned, included, conditions) };
    } catch (fault) {
      if (fault instanceof NotCompiled) return null;
      return { accepts, answer: unanswerable(fault) };
    }
  }

  #compileAnswer(
    { plan, document, operation, clientNames }: Planned,
    included: (selection: SelectionNode) => boolean,
    conditions: Conditions,
  ): Program["answer"] {
    const node = plan.node?.kind === "Subscription" ? plan.node.rest : plan.node;
    const step = this.#steps(node, conditions);
    const { schema } = this.#supergraph;
    const rewrites = plan.node?.kind === "Subscription" ? plan.node.primary.outputRewrites : undefined;
    const shape = compileShape(this.#supergraph.apiSchema, document, operation, { included, clientNames });
    return async (variables, context, event) => {
      const data: Data = event?.data ?? NO_DATA;
      if (event?.data) applyRewrites(schema, rewrites, data);
      const errors = event ? [...event.errors] : [];
      const run: Run = { data, errors, variables, context, gathered: new Map() };
      await step(run);
      return textOf(shape(run.data), withClientNames(run.errors, clientNames));
    };
  }

  #steps(node: PlanNode | undefined, conditions: Conditions): Step {
    const { schema, subgraphs } = this.#supergraph;
    const urls = new Map(subgraphs.map(({ name, url }) => [name, url]));
    return compileSteps(
      {
        schema,
        subgraph: (name) => this.#fleet.subgraph(name, urls.get(name)),
        condition: (variable) => conditions.get(variable) ?? false,
      },
      node,
    );
  }
}

/** Errors before data, as the specification advises: they are seen in a long answer. */
const textOf = (data: unknown, errors: readonly PublicError[]): string =>
  JSON.stringify(errors.length === 0 ? { data } : { errors, data });

function withClientNames(
  errors: readonly PublicError[],
  clientNames: ReadonlyMap<string, string>,
): readonly PublicError[] {
  if (clientNames.size === 0) return errors;
  const named = (part: string | number) =>
    typeof part === "string" ? (clientNames.get(part) ?? part) : part;
  return errors.map((error) => (error.path ? { ...error, path: error.path.map(named) } : error));
}

/** A valid operation that the subgraphs together cannot answer, for instance about objects nobody resolves. */
const unanswerable =
  (fault: unknown): Program["answer"] =>
  async (_variables, { log }) =>
    textOf(null, [mask(fault, log)]);

const wantsData = ({ operation }: Planned, included: (selection: SelectionNode) => boolean): boolean =>
  operation.selectionSet.selections.some(
    (selection) =>
      selection.kind === Kind.FIELD && selection.name.value !== "__typename" && included(selection),
  );

/** Introspection is answered from the schema, by the stock executor: it is for developers, not for load. */
const introspects = ({ rootFields }: PreparedOperation): boolean =>
  rootFields.some(({ name }) => name.value === "__schema" || name.value === "__type");
