import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";

/** The objects an operation may produce, given its variables. */
export type Cost = (variables: Readonly<Record<string, unknown>>) => number;

/** Arguments by which a client says how long a list it wants. */
const PAGE_ARGUMENTS = ["first", "last"];
/** A page whose size nobody says. Our connections' default. */
const PAGE_DEFAULT = 20;

type Fixed = { fixed: number } | { cost: Cost };

const costOf = (part: Fixed): Cost => ("cost" in part ? part.cost : () => part.fixed);

function sum(parts: Fixed[], own: number): Fixed {
  const open = parts.filter((part): part is { cost: Cost } => "cost" in part);
  const fixed = parts.reduce((total, part) => total + ("fixed" in part ? part.fixed : 0), own);
  if (open.length === 0) return { fixed };
  return { cost: (variables) => open.reduce((total, { cost }) => total + cost(variables), fixed) };
}

/**
 * Prepares the cost of an operation once; with no page size among the variables it is a constant.
 * An object costs 1, a leaf nothing, a field with `first` or `last` that many times its selection.
 * Introspection costs nothing: it is bounded by depth and asks no subgraph.
 */
export function prepareCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Cost {
  const root = schema.getRootType(operation.operation);
  if (!root) return () => 0;
  return costOf(new Costing(schema, document, defaultsOf(operation)).selection(operation.selectionSet, root));
}

function defaultsOf(operation: OperationDefinitionNode): ReadonlyMap<string, number> {
  const defaults = new Map<string, number>();
  for (const { variable, defaultValue } of operation.variableDefinitions ?? [])
    if (defaultValue?.kind === Kind.INT) defaults.set(variable.name.value, Number(defaultValue.value));
  return defaults;
}

class Costing {
  readonly #schema: GraphQLSchema;
  readonly #defaults: ReadonlyMap<string, number>;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Fixed>();

  constructor(schema: GraphQLSchema, document: DocumentNode, defaults: ReadonlyMap<string, number>) {
    this.#schema = schema;
    this.#defaults = defaults;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  selection(set: SelectionSetNode, parent: GraphQLCompositeType): Fixed {
    const parts: Fixed[] = [];
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) parts.push(this.#field(selection, parent));
      else if (selection.kind === Kind.FRAGMENT_SPREAD) parts.push(this.#fragment(selection.name.value));
      else {
        const condition = selection.typeCondition && typeFromAST(this.#schema, selection.typeCondition);
        parts.push(this.selection(selection.selectionSet, isCompositeType(condition) ? condition : parent));
      }
    }
    return sum(parts, 0);
  }

  #fragment(name: string): Fixed {
    const known = this.#known.get(name);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    const type = fragment && typeFromAST(this.#schema, fragment.typeCondition);
    const cost =
      fragment && isCompositeType(type) ? this.selection(fragment.selectionSet, type) : { fixed: 0 };
    this.#known.set(name, cost);
    return cost;
  }

  #field(field: FieldNode, parent: GraphQLCompositeType): Fixed {
    const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {};
    const definition = fields[field.name.value];
    const type = definition && getNamedType(definition.type);
    if (!definition || !isCompositeType(type) || !field.selectionSet) return { fixed: 0 };
    const inner = this.selection(field.selectionSet, type);
    const size = this.#pageSize(field, definition);
    if (size === null) return sum([inner], 1);
    if (typeof size === "number")
      return "fixed" in inner
        ? { fixed: 1 + size * inner.fixed }
        : { cost: (variables) => 1 + size * inner.cost(variables) };
    const innerCost = costOf(inner);
    return { cost: (variables) => 1 + size(variables) * innerCost(variables) };
  }

  /** Null: the field is not paged. */
  #pageSize(field: FieldNode, definition: GraphQLField<unknown, unknown>): number | Cost | null {
    const declared = definition.args.filter(({ name }) => PAGE_ARGUMENTS.includes(name));
    if (declared.length === 0) return null;
    const given = field.arguments?.find(({ name }) => PAGE_ARGUMENTS.includes(name.value));
    const unsaid = declared.find(({ defaultValue }) => typeof defaultValue === "number")?.defaultValue;
    const fallback = typeof unsaid === "number" ? unsaid : PAGE_DEFAULT;
    if (!given || given.value.kind === Kind.NULL) return fallback;
    if (given.value.kind === Kind.INT) return Math.max(1, Number(given.value.value));
    if (given.value.kind !== Kind.VARIABLE) return fallback;
    const name = given.value.name.value;
    const otherwise = this.#defaults.get(name) ?? fallback;
    return (variables) => {
      const value = variables[name];
      return typeof value === "number" ? Math.max(1, value) : otherwise;
    };
  }
}
