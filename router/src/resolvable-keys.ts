import { type ConstDirectiveNode, type DocumentNode, Kind, parse, print, visit } from "graphql";

/**
 * Takes away the keys by which a subgraph recognises no entity, where the same subgraph has one by which it does.
 *
 * To compute a field from others (`@requires`), a plan comes back to the subgraph it started from, by any of the
 * entity's keys there. The planner takes the first, resolvable or not (getLocallySatisfiableKey of
 * @apollo/query-graphs 2.14), and the subgraph then answers null. Nothing else asks for such keys.
 */
export function withResolvableKeysOnly(sdl: string): string {
  const document = parse(sdl, { noLocation: true });
  let isChanged = false;
  const mended: DocumentNode = visit(document, {
    enter(node) {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION)
        return undefined;
      const directives = node.directives ?? [];
      const resolving = new Set(directives.filter(isResolvableKey).map(graphOf));
      const kept = directives.filter(
        (directive) => !isUnresolvableKey(directive) || !resolving.has(graphOf(directive)),
      );
      if (kept.length === directives.length) return false;
      isChanged = true;
      return { ...node, directives: kept };
    },
  });
  return isChanged ? print(mended) : sdl;
}

const argumentOf = ({ arguments: given }: ConstDirectiveNode, name: string) =>
  given?.find((argument) => argument.name.value === name)?.value;

const isKey = (directive: ConstDirectiveNode): boolean =>
  directive.name.value === "join__type" && argumentOf(directive, "key") !== undefined;

const isUnresolvableKey = (directive: ConstDirectiveNode): boolean => {
  const resolvable = argumentOf(directive, "resolvable");
  return isKey(directive) && resolvable?.kind === Kind.BOOLEAN && !resolvable.value;
};

const isResolvableKey = (directive: ConstDirectiveNode): boolean =>
  isKey(directive) && !isUnresolvableKey(directive);

const graphOf = (directive: ConstDirectiveNode): string => {
  const graph = argumentOf(directive, "graph");
  return graph?.kind === Kind.ENUM ? graph.value : "";
};
