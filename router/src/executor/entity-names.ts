import { type DocumentNode, Kind, parse, type SelectionSetNode } from "graphql";

/** The response names that an operation asks entities for, of whatever type. Null when it is not as planners write it. */
export function namesOfEntities(operation: string): readonly string[] | null {
  const document = parse(operation, { noLocation: true });
  const names = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const [field, ...others] = definition.selectionSet.selections;
    if (field?.kind !== Kind.FIELD || !field.selectionSet || others.length > 0) return null;
    collect(document, field.selectionSet, names);
  }
  return [...names];
}

function collect(document: DocumentNode, set: SelectionSetNode, names: Set<string>): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) names.add(selection.alias?.value ?? selection.name.value);
    else if (selection.kind === Kind.INLINE_FRAGMENT) collect(document, selection.selectionSet, names);
    else {
      const name = selection.name.value;
      for (const definition of document.definitions)
        if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name)
          collect(document, definition.selectionSet, names);
    }
  }
}
