import type { FetchNode } from "@apollo/query-planner";
import {
  type DefinitionNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from "graphql";
import type { Question } from "./bodies.ts";

const REPRESENTATIONS = "representations";

const named = (value: string): NameNode => ({ kind: Kind.NAME, value });

/** What the fields of a batch are called, so that each part finds its own. */
export const partName = (index: number): string => `_${index}`;

/**
 * One document that asks what several fetches ask, `_entities` once for each of them, with representations of its own.
 * Null when they cannot be asked together.
 */
export function batchedDocument(fetches: readonly FetchNode[]): Question | null {
  const variables = [...new Set(fetches.flatMap(({ variableUsages }) => variableUsages ?? []))];
  const definitions = new Map<string, VariableDefinitionNode>();
  const selections: SelectionNode[] = [];
  const fragments: DefinitionNode[] = [];
  const representations: string[] = [];
  for (const [index, { operation }] of fetches.entries()) {
    const name = freeName(`${REPRESENTATIONS}${index}`, variables);
    const part = renamed(operation, name, index);
    if (!part) return null;
    for (const definition of part.operation.variableDefinitions ?? [])
      definitions.set(definition.variable.name.value, definition);
    selections.push(...part.operation.selectionSet.selections);
    fragments.push(...part.fragments);
    representations.push(name);
  }
  const operationName = fetches[0]?.operationName;
  const operation: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation: "query" as OperationDefinitionNode["operation"],
    ...(operationName ? { name: named(operationName) } : {}),
    variableDefinitions: [...definitions.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
  const text = print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] });
  return { text: stripIgnoredCharacters(text), operationName, variables, representations };
}

/** A client's variable may have any name but that of the planner's. */
function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? freeName(`${name}_`, taken) : name;
}

/** One fetch's operation with names of its own for what all of them have. Null when it is not as planners write it. */
function renamed(text: string, representations: string, index: number) {
  const document = visit(parse(text, { noLocation: true }), {
    Variable: (node) =>
      node.name.value === REPRESENTATIONS ? { ...node, name: named(representations) } : undefined,
    FragmentSpread: (node) => ({ ...node, name: named(`${partName(index)}${node.name.value}`) }),
    FragmentDefinition: {
      leave: (node) => ({ ...node, name: named(`${partName(index)}${node.name.value}`) }),
    },
  });
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const [operation, ...others] = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [field, ...more] = operation?.selectionSet.selections ?? [];
  if (!operation || others.length > 0 || operation.directives?.length) return null;
  if (field?.kind !== Kind.FIELD || field.name.value !== "_entities" || more.length > 0) return null;
  const selections = [{ ...field, alias: named(partName(index)) }];
  return {
    fragments,
    operation: { ...operation, selectionSet: { ...operation.selectionSet, selections } },
  };
}
