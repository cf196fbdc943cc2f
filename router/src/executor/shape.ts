import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  typeFromAST,
} from "graphql";
import {
  type Build,
  type BuildObject,
  compileObject,
  type Field,
  list,
  type Output,
  scalar,
} from "./builders.ts";
import { type Data, isData } from "./data.ts";

export type ShapeOptions = Readonly<{
  /** Whether a selection with these conditions is part of the operation; decided when a program is compiled. */
  included: (node: SelectionNode) => boolean;
  /** What clients call the fields that were renamed. */
  clientNames: ReadonlyMap<string, string>;
}>;

/** Prepares how the answer to an operation is made from the merged data of all its fetches: a value to write as JSON. */
export function compileShape(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { included, clientNames }: ShapeOptions,
): (data: Data) => unknown {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  const shaping = new Shaping(schema, document, { included, clientNames });
  return shaping.object([operation.selectionSet], root);
}

type Occurrence = { node: FieldNode; parent: GraphQLCompositeType; fallback: GraphQLCompositeType };

class Shaping {
  readonly #schema: GraphQLSchema;
  readonly #included: ShapeOptions["included"];
  readonly #clientNames: ReadonlyMap<string, string>;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(schema: GraphQLSchema, document: DocumentNode, { included, clientNames }: ShapeOptions) {
    this.#schema = schema;
    this.#included = included;
    this.#clientNames = clientNames;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  /** Makes objects of a declared type; how is prepared for each type that turns up in the data. */
  object(sets: readonly SelectionSetNode[], declared: GraphQLCompositeType): (value: unknown) => unknown {
    const byType = new Map<string, BuildObject>();
    let lastName: string | null = null;
    let lastBuild: BuildObject = nothing;
    return (value) => {
      if (!isData(value)) return null;
      const named = value.__typename;
      const name = typeof named === "string" ? named : "";
      // Neighbours in a list are mostly of one type.
      if (name !== lastName) {
        let build = byType.get(name);
        if (!build) {
          const type = name === "" ? declared : this.#schema.getType(name);
          if (!isCompositeType(type)) return null; // A type that clients do not see.
          build = compileObject(this.#fields(sets, declared, type, name));
          byType.set(name, build);
        }
        lastBuild = build;
        lastName = name;
      }
      return lastBuild(value);
    };
  }

  #fields(
    sets: readonly SelectionSetNode[],
    declared: GraphQLCompositeType,
    type: GraphQLCompositeType,
    typeName: string,
  ): Field[] {
    const occurrences = new Map<string, Occurrence[]>();
    for (const set of sets) this.#collect(set, declared, type, typeName, occurrences);
    return [...occurrences].map(([name, found]) => this.#field(name, found));
  }

  /** Fields in the order in which the operation first names them, fragments spread where they fit the type. */
  #collect(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    fallback: GraphQLCompositeType,
    typeName: string,
    found: Map<string, Occurrence[]>,
  ): void {
    for (const node of set.selections) {
      if (!this.#included(node)) continue;
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value;
        const known = found.get(name);
        if (known) known.push({ node, parent, fallback });
        else found.set(name, [{ node, parent, fallback }]);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node;
      if (!fragment) continue;
      const condition = fragment.typeCondition && typeFromAST(this.#schema, fragment.typeCondition);
      if (!isCompositeType(condition))
        this.#collect(fragment.selectionSet, parent, fallback, typeName, found);
      else if (this.#fits(condition, typeName, fallback))
        this.#collect(fragment.selectionSet, condition, condition, typeName, found);
    }
  }

  #fits(condition: GraphQLCompositeType, typeName: string, fallback: GraphQLCompositeType): boolean {
    const type = typeName === "" ? fallback : this.#schema.getType(typeName);
    if (type === condition) return true;
    if (!isAbstractType(condition)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && this.#schema.isSubType(condition, type);
  }

  #field(name: string, occurrences: readonly Occurrence[]): Field {
    const [first] = occurrences as [Occurrence];
    const clientName = this.#clientNames.get(name) ?? name;
    if (first.node.name.value === "__typename")
      return { name, clientName, output: this.#typeName(first.fallback) };
    const parent = first.parent;
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[first.node.name.value] : undefined;
    if (!definition) throw new Error(`${parent.name} has no field ${first.node.name.value}.`);
    const sets = occurrences.flatMap(({ node }) => (node.selectionSet ? [node.selectionSet] : []));
    return { name, clientName, output: this.#output(definition.type, sets) };
  }

  #typeName(fallback: GraphQLCompositeType): Output {
    const build: Build = (value, data) => {
      const named = value ?? data.__typename;
      const type = (typeof named === "string" ? this.#schema.getType(named) : undefined) ?? fallback;
      return isObjectType(type) ? type.name : null;
    };
    return { nonNull: true, leaf: null, build };
  }

  #output(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Output {
    if (isNonNullType(type)) return { ...this.#output(type.ofType, sets), nonNull: true };
    if (isListType(type)) return nullable(list(this.#output(type.ofType, sets)));
    if (isCompositeType(type)) return nullable(this.object(sets, type));
    if (!isEnumType(type)) return scalar(type.name);
    return nullable((value) => (typeof value === "string" && type.getValue(value) ? value : null));
  }
}

const nullable = (build: Build): Output => ({ nonNull: false, leaf: null, build });
const nothing: BuildObject = () => null;
