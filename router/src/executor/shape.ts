import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
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
import { type Data, isData, own } from "./data.ts";
import { quote } from "./json.ts";

/** Writes a value as JSON. Undefined: it must not be null but is, so its parent becomes null instead. */
type Write = (value: unknown) => string | undefined;

type WriteField = Readonly<{
  name: string;
  opening: string;
  write: (value: unknown, data: Data) => string | undefined;
}>;

export type ShapeOptions = Readonly<{
  /** Whether a selection with these conditions is part of the operation; decided when a program is compiled. */
  included: (node: SelectionNode) => boolean;
  /** What clients call the fields that were renamed. */
  clientNames: ReadonlyMap<string, string>;
}>;

const NULL = "null";
const INT = /^-?(0|[1-9][0-9]*)$/;

/** Prepares how the answer to an operation is written from the merged data of all its fetches. */
export function compileShape(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { included, clientNames }: ShapeOptions,
): (data: Data) => string {
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  const write = new Shaping(schema, document, { included, clientNames }).object(
    [operation.selectionSet],
    root,
  );
  return (data) => write(data) ?? NULL;
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

  /** Writes objects of a declared type; how is prepared for each type that turns up in the data. */
  object(sets: readonly SelectionSetNode[], declared: GraphQLCompositeType): Write {
    const byType = new Map<string, readonly WriteField[]>();
    return (value) => {
      if (!isData(value)) return NULL;
      const named = own(value, "__typename");
      const name = typeof named === "string" ? named : "";
      let fields = byType.get(name);
      if (fields === undefined) {
        const type = name === "" ? declared : this.#schema.getType(name);
        if (!isCompositeType(type)) return NULL; // A type that clients do not see.
        fields = this.#fields(sets, declared, type, name);
        byType.set(name, fields);
      }
      let json = "";
      for (let index = 0; index < fields.length; index += 1) {
        const field = fields[index] as WriteField;
        const written = field.write(own(value, field.name), value);
        if (written === undefined) return NULL;
        json += (index === 0 ? "{" : ",") + field.opening + written;
      }
      return json === "" ? "{}" : `${json}}`;
    };
  }

  #fields(
    sets: readonly SelectionSetNode[],
    declared: GraphQLCompositeType,
    type: GraphQLCompositeType,
    typeName: string,
  ): WriteField[] {
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

  #field(name: string, occurrences: readonly Occurrence[]): WriteField {
    const [first] = occurrences as [Occurrence];
    const opening = `${JSON.stringify(this.#clientNames.get(name) ?? name)}:`;
    if (first.node.name.value === "__typename")
      return { name, opening, write: this.#typeName(first.fallback) };
    const parent = first.parent;
    const definition =
      isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[first.node.name.value] : undefined;
    if (!definition) throw new Error(`${parent.name} has no field ${first.node.name.value}.`);
    const sets = occurrences.flatMap(({ node }) => (node.selectionSet ? [node.selectionSet] : []));
    return { name, opening, write: this.#output(definition.type, sets) };
  }

  #typeName(fallback: GraphQLCompositeType): WriteField["write"] {
    return (value, data) => {
      const named = value ?? own(data, "__typename");
      const type = (typeof named === "string" ? this.#schema.getType(named) : undefined) ?? fallback;
      return isObjectType(type) ? quote(type.name) : undefined;
    };
  }

  #output(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Write {
    if (isNonNullType(type)) {
      const inner = this.#output(type.ofType, sets);
      return (value) => {
        const written = inner(value);
        return written === NULL ? undefined : written;
      };
    }
    if (isListType(type)) return list(this.#output(type.ofType, sets));
    return isCompositeType(type) ? this.object(sets, type) : this.#leaf(type);
  }

  #leaf(type: GraphQLLeafType): Write {
    if (isEnumType(type)) {
      return (value) => (typeof value === "string" && type.getValue(value) ? quote(value) : NULL);
    }
    switch (type.name) {
      case "String":
        return (value) => (typeof value === "string" ? quote(value) : NULL);
      case "Boolean":
        return (value) => (typeof value === "boolean" ? String(value) : NULL);
      case "ID":
        return (value) => (typeof value === "string" ? quote(value) : integer(value));
      case "Int":
        return integer;
      case "Float":
        return (value) =>
          typeof value === "number" && Number.isFinite(value) ? JSON.stringify(value) : NULL;
      default:
        return (value) => (typeof value === "string" ? quote(value) : (JSON.stringify(value) ?? NULL));
    }
  }
}

const integer: Write = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value)) return NULL;
  const text = String(value);
  return INT.test(text) ? text : NULL;
};

const list =
  (element: Write): Write =>
  (value) => {
    if (!Array.isArray(value)) return NULL;
    let json = "";
    let isNulled = false;
    for (let index = 0; index < value.length; index += 1) {
      const written = element(value[index]);
      if (written === undefined) isNulled = true;
      json += (index === 0 ? "[" : ",") + written;
    }
    if (isNulled) return NULL;
    return json === "" ? "[]" : `${json}]`;
  };
