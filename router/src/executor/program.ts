import { operationFromDocument } from "@apollo/federation-internals";
import type { PlanNode, QueryPlan } from "@apollo/query-planner";
import { type DirectiveNode, Kind, type SelectionNode, visit } from "graphql";
import { BoundedMap } from "../bounded-map.ts";
import type { Prepared, PreparedOperation } from "../operations.ts";
import type { PublicError } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import type { Fleet } from "../subgraphs/fleet.ts";
import type { Supergraph } from "../supergraph.ts";
import type { Data } from "./data.ts";
import { compileSteps, NotCompiled, type Run, type Step } from "./fetches.ts";
import { compileShape } from "./shape.ts";
import { compileVariableCheck } from "./variables.ts";

/** Operations kept planned and compiled. */
const PROGRAMS_MAX = 2_000;
/** `@skip` and `@include` are decided when compiling; operations with more variables than this run on the stock executor. */
const CONDITION_VARIABLES_MAX = 6;

export type Outcome = Readonly<{ data: string; errors: readonly PublicError[] }>;

/** An operation, ready to run. */
export type Program = Readonly<{
  plan: QueryPlan;
  /** Data as JSON, and what went wrong. Never rejects. `from` is what is known already: an event. */
  run(variables: Record<string, unknown>, context: RequestContext, from?: Data): Promise<Outcome>;
  /** The whole answer to a client, as JSON. Never rejects. */
  answer(variables: Record<string, unknown>, context: RequestContext): Promise<string>;
  /** False: the variables may not fit, and graphql-js must be asked. */
  accepts(variables: Record<string, unknown>): boolean;
}>;

/** All programs for one supergraph. */
export class Programs {
  readonly #supergraph: Supergraph;
  readonly #fleet: Fleet;
  readonly #programs = new BoundedMap<string, Program | null>(PROGRAMS_MAX);
  readonly #plans = new BoundedMap<string, QueryPlan>(PROGRAMS_MAX);
  readonly #conditions = new WeakMap<Prepared, readonly string[]>();

  constructor(supergraph: Supergraph, fleet: Fleet) {
    this.#supergraph = supergraph;
    this.#fleet = fleet;
  }

  /** Null: this operation is not compiled, the stock executor runs it. Throws what the planner throws. */
  program(
    prepared: Prepared,
    operation: PreparedOperation,
    variables: Record<string, unknown>,
  ): Program | null {
    const names = this.#conditionVariables(prepared);
    if (names.length > CONDITION_VARIABLES_MAX) return null;
    const values = new Map(names.map((name) => [name, conditionValue(operation, name, variables)]));
    const key = `${prepared.hash}:${operation.name ?? ""}:${[...values.values()].map(Number).join("")}`;
    const known = this.#programs.get(key);
    if (known !== undefined) return known;
    const program = this.#compile(prepared, operation, values);
    this.#programs.set(key, program);
    return program;
  }

  /** The plan of an operation, for developers and for subscriptions. */
  plan(prepared: Prepared, operation: PreparedOperation): QueryPlan {
    const key = `${prepared.hash}:${operation.name ?? ""}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const named = operation.name ? { operationName: operation.name } : {};
    const plan = this.#supergraph.planner.buildQueryPlan(
      operationFromDocument(this.#supergraph.api, prepared.document, named),
    );
    this.#plans.set(key, plan);
    return plan;
  }

  #compile(
    prepared: Prepared,
    operation: PreparedOperation,
    values: ReadonlyMap<string, boolean>,
  ): Program | null {
    if (introspects(operation)) return null;
    const plan = this.plan(prepared, operation);
    try {
      const node = plan.node?.kind === "Subscription" ? plan.node.rest : plan.node;
      const step = this.#steps(node, values);
      const included = (selection: SelectionNode) => isIncluded(selection.directives, values);
      const { apiSchema } = this.#supergraph;
      const write = compileShape(apiSchema, prepared.document, operation.node, included);
      return {
        plan,
        accepts: compileVariableCheck(apiSchema, operation.node),
        run: (variables, context, from) => run(step, write, variables, context, from),
        answer: async (variables, context) => textOf(await run(step, write, variables, context)),
      };
    } catch (fault) {
      if (fault instanceof NotCompiled) return null;
      throw fault;
    }
  }

  #steps(node: PlanNode | undefined, values: ReadonlyMap<string, boolean>): Step {
    const { schema, subgraphs } = this.#supergraph;
    const urls = new Map(subgraphs.map(({ name, url }) => [name, url]));
    return compileSteps(
      {
        schema,
        subgraph: (name) => this.#fleet.subgraph(name, urls.get(name)),
        condition: (variable) => values.get(variable) ?? false,
      },
      node,
    );
  }

  #conditionVariables(prepared: Prepared): readonly string[] {
    const known = this.#conditions.get(prepared);
    if (known) return known;
    const names = new Set<string>();
    visit(prepared.document, {
      Directive: ({ arguments: given }) => {
        for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
    const sorted = [...names].sort();
    this.#conditions.set(prepared, sorted);
    return sorted;
  }
}

async function run(
  step: Step,
  write: (data: Data) => string,
  variables: Record<string, unknown>,
  context: RequestContext,
  from: Data = Object.create(null),
): Promise<Outcome> {
  const state: Run = { data: from, errors: [], variables, context };
  await step(state);
  return { data: write(state.data), errors: state.errors };
}

/** Errors before data, as the specification advises: they are seen in a long answer. */
export const textOf = ({ data, errors }: Outcome): string =>
  errors.length === 0 ? `{"data":${data}}` : `{"errors":${JSON.stringify(errors)},"data":${data}}`;

/** Introspection is answered from the schema, by the stock executor: it is for developers, not for load. */
const introspects = ({ rootFields }: PreparedOperation): boolean =>
  rootFields.some(({ name }) => name.value === "__schema" || name.value === "__type");

function conditionValue(
  { node }: PreparedOperation,
  name: string,
  variables: Record<string, unknown>,
): boolean {
  const given = variables[name];
  if (typeof given === "boolean") return given;
  const definition = node.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  return definition?.defaultValue?.kind === Kind.BOOLEAN && definition.defaultValue.value;
}

function isIncluded(
  directives: readonly DirectiveNode[] | undefined,
  values: ReadonlyMap<string, boolean>,
): boolean {
  for (const { name, arguments: given } of directives ?? []) {
    if (name.value !== "skip" && name.value !== "include") continue;
    const value = given?.find((argument) => argument.name.value === "if")?.value;
    const condition =
      value?.kind === Kind.VARIABLE
        ? (values.get(value.name.value) ?? false)
        : value?.kind === Kind.BOOLEAN && value.value;
    if (condition === (name.value === "skip")) return false;
  }
  return true;
}
